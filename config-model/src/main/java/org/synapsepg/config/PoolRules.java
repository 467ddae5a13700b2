package org.synapsepg.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.config.internal.PythonText;
import org.synapsepg.core.Finding;

/** Rules about the arguments of Twisted's pool. */
final class PoolRules {
  private static final Set<String> KNOWN =
      Set.of("cp_min", "cp_max", "cp_name", "cp_noisy", "cp_reconnect", "cp_good_sql");

  private final List<Finding> found;
  private final ConfigLinter.Builder settings;

  PoolRules(List<Finding> found, ConfigLinter.Builder settings) {
    this.found = found;
    this.settings = settings;
  }

  private void add(LintCode code, Parameter at, String message, String hint) {
    found.add(Finding.of(code, message).withHint(hint).at(at.location().orElse(null)));
  }

  void check(PoolArguments pool) {
    for (Parameter argument : pool.all()) {
      String name = argument.name();
      if (name.equals("cp_openfun") || name.equals("cp_reactor")) {
        add(
            LintCode.POOL_FORBIDDEN_ARGUMENT,
            argument,
            "'" + name + "' is set by Synapse itself; giving it stops the start",
            "remove it");
      } else if (!KNOWN.contains(name)) {
        add(
            LintCode.POOL_UNKNOWN_ARGUMENT,
            argument,
            "'" + name + "' is no argument of Twisted's pool, so the driver gets and refuses it",
            "expected 'cp_min', 'cp_max', 'cp_reconnect', 'cp_noisy', 'cp_name' or 'cp_good_sql'");
      }
    }
    number(pool, "cp_min", 0);
    number(pool, "cp_max", 1);
    bounds(pool);
  }

  private void number(PoolArguments pool, String name, int least) {
    Optional<Parameter> argument = pool.find(name);
    if (argument.isEmpty()) {
      return;
    }
    Optional<Integer> number = PythonText.wholeNumber(argument.get().secret().reveal());
    if (number.isEmpty() || number.get() < least || argument.get().isQuoted()) {
      add(
          LintCode.POOL_VALUE,
          argument.get(),
          "'" + argument.get() + "'; expected a whole number from " + least + " on, without quotes",
          "write for example '" + name + ": 5'");
    }
  }

  private void bounds(PoolArguments pool) {
    Optional<Parameter> min = pool.find("cp_min");
    Optional<Parameter> max = pool.find("cp_max");
    int greatest = pool.bounds().max();
    if (min.isPresent()
        && PythonText.wholeNumber(min.get().secret().reveal()).orElse(0) > greatest) {
      add(
          LintCode.POOL_MAX_BELOW_MIN,
          min.get(),
          "'" + min.get() + "' is above the greatest number, " + greatest,
          "raise 'cp_max', or lower 'cp_min'");
    }
    if (settings.maxConnections() <= 0) {
      return;
    }
    int processes = 1 + Math.max(0, settings.workers());
    int free = settings.maxConnections() - settings.reservedConnections();
    if ((long) processes * greatest > free) {
      Finding finding =
          Finding.of(
                  LintCode.POOL_EXCEEDS_SERVER,
                  processes
                      + " processes with up to "
                      + greatest
                      + " connections need "
                      + (long) processes * greatest
                      + ", but the server leaves "
                      + free)
              .withHint("lower 'cp_max', or raise the server's 'max_connections'");
      found.add(finding.at(max.or(() -> min).flatMap(Parameter::location).orElse(null)));
    }
  }
}
