package org.synapsepg.pgconf;

/**
 * One advised setting.
 *
 * @param name the setting
 * @param value the value as it is written in a file, without quotes, for example {@code 2GB}
 * @param reason why this value
 * @param bound the bound that was applied, for example {@code 25% of memory}
 * @param source where the rule comes from
 */
public record TunedSetting(String name, String value, String reason, String bound, String source) {}
