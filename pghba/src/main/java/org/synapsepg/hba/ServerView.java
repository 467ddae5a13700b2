package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.List;

/** Makes the rows of {@code pg_hba_file_rules}. Original: {@code fill_hba_line}. */
final class ServerView {
  private ServerView() {}

  static List<HbaRow> rows(HbaFile file) {
    boolean numbered = file.server().major() >= 16;
    List<HbaRow> rows = new ArrayList<>();
    int number = 0;
    for (HbaRecord record : file.records()) {
      String error = error(record.line());
      if (error == null) {
        number++;
      }
      Integer ruleNumber = numbered && error == null ? number : null;
      String fileName = numbered ? record.file().name() : null;
      rows.add(row(record, ruleNumber, fileName, error));
    }
    return List.copyOf(rows);
  }

  private static HbaRow row(
      HbaRecord record,
      @jakarta.annotation.Nullable Integer ruleNumber,
      @jakarta.annotation.Nullable String fileName,
      @jakarta.annotation.Nullable String error) {
    if (!(record.line() instanceof HbaRule rule)) {
      return new HbaRow(
          ruleNumber, fileName, record.counted(), null, null, null, null, null, null, null, error);
    }
    HbaAddress address = rule.content().address();
    String addressText = null;
    String mask = null;
    if (address instanceof HbaAddress.Network network) {
      addressText = network.address().toString();
      mask = network.mask().toString();
    } else if (address != null) {
      addressText = address.toString();
    }
    List<String> options = rule.content().shownOptions();
    return new HbaRow(
        ruleNumber,
        fileName,
        record.counted(),
        rule.type().word(),
        rule.databases().stream().map(HbaName::text).toList(),
        rule.users().stream().map(HbaName::text).toList(),
        addressText,
        mask,
        rule.content().effectiveMethod().word(),
        options.isEmpty() ? null : options,
        error);
  }

  private static @jakarta.annotation.Nullable String error(HbaLine line) {
    if (line instanceof HbaRule rule) {
      return rule.content().notice();
    }
    if (line instanceof HbaInvalid invalid) {
      return invalid.ruleError().shown();
    }
    return line instanceof HbaInclude include ? include.error().orElse(null) : null;
  }
}
