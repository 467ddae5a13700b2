package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.Seed;

/** The advice is safe and real on every machine of a random hundred thousand. */
class TuningAdvisorTest {
  private static final long MB = 1 << 20;

  private record Machine(
      long memory,
      int cpus,
      int connections,
      int major,
      Storage storage,
      boolean shared,
      double share) {
    static Machine random(Random random) {
      double size = Math.pow(2, 29 + random.nextDouble() * 11);
      double share = random.nextInt(3) == 0 ? 0.45 + random.nextDouble() * 0.45 : 0;
      return new Machine(
          (long) size / MB * MB,
          1 + random.nextInt(128),
          1 + (int) Math.pow(2, random.nextDouble() * 11),
          12 + random.nextInt(7),
          List.of(Storage.values()).get(random.nextInt(4)),
          random.nextBoolean(),
          share);
    }

    TuningAdvice advice() {
      TuningAdvisor.Builder builder =
          TuningAdvisor.builder()
              .memory(ByteSize.bytes(memory))
              .cpus(cpus)
              .connections(connections)
              .version(PgVersion.of(major))
              .storage(storage)
              .sharedWithSynapse(shared);
      return (share == 0 ? builder : builder.share(share)).build().advise();
    }

    Machine withMemory(long larger) {
      return new Machine(larger, cpus, connections, major, storage, shared, share);
    }

    double ownShare() {
      return share != 0 ? share : shared ? 0.4 : 0.75;
    }
  }

  /** The values as the server of that major would have them, in its units. */
  private static Map<String, Double> values(Machine machine) {
    return values(machine, machine.advice());
  }

  private static Map<String, Double> values(Machine machine, TuningAdvice advice) {
    SettingCatalog catalog = SettingCatalog.of(PgVersion.of(machine.major()));
    Map<String, Double> values = new LinkedHashMap<>();
    for (TunedSetting setting : advice.settings()) {
      ValueReading read = catalog.require(setting.name()).read(setting.value());
      if (!(read instanceof ValueReading.Accepted accepted)) {
        throw new AssertionError(setting + " of " + machine + ": " + read);
      }
      String value = accepted.setting();
      if (Character.isDigit(value.charAt(0))) {
        double unit =
            catalog.require(setting.name()).unit().map(u -> (double) u.size()).orElse(1.0);
        values.put(setting.name(), Double.parseDouble(value) * unit);
      }
    }
    return values;
  }

  private static double worstCase(Machine machine, Map<String, Double> of) {
    double hashes = machine.major() >= 15 ? 2 : 1;
    return get(of, "shared_buffers")
        + get(of, "wal_buffers")
        + get(of, "max_connections") * (2 * get(of, "work_mem") * hashes + 10 * MB)
        + get(of, "autovacuum_max_workers") * get(of, "autovacuum_work_mem")
        + get(of, "maintenance_work_mem");
  }

  private static double get(Map<String, Double> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  @Test
  void neverExceedsTheShareAndIsRealAdvice() {
    long seed = Seed.of(TuningAdvisorTest.class);
    Random random = new Random(seed);
    int lowered = 0;
    for (int i = 0; i < 100_000; i++) {
      Machine machine = Machine.random(random);
      TuningAdvice advice = machine.advice();
      Map<String, Double> values = values(machine, advice);
      int number = i;
      Supplier<String> of =
          () -> "seed " + seed + ", machine " + number + ": " + machine + " " + values;
      double budget = machine.memory() * machine.ownShare();
      double worst = worstCase(machine, values);
      check(worst <= budget, "worst case is over the share", of);
      boolean allFit = get(values, "max_connections") >= machine.connections();
      lowered += allFit ? 0 : 1;
      check(allFit || advice.findings().hasErrors(), "connections lowered silently", of);
      if (!machine.shared() && machine.memory() >= 4096 * MB) {
        double part = get(values, "shared_buffers") / machine.memory();
        check(part >= 0.2 && part <= 0.4, "shared_buffers is no 20 to 40%", of);
        check(worst >= budget / 2, "worst case is under half of the share", of);
      }
      Machine larger = machine.withMemory(machine.memory() + (1 + random.nextInt(4000)) * MB);
      Map<String, Double> grown = values(larger);
      for (Map.Entry<String, Double> entry : values.entrySet()) {
        if (get(grown, entry.getKey()) < entry.getValue()) {
          throw new AssertionError(
              entry.getKey() + " shrinks with memory " + larger + " to " + grown + of.get());
        }
      }
    }
    assertThat(lowered).as("machines too small for their connections").isBetween(1_000, 60_000);
  }

  private static void check(boolean holds, String what, Supplier<String> of) {
    if (!holds) {
      throw new AssertionError(what + "; " + of.get());
    }
  }

  @Test
  void adviceCanBeAppliedToAFile() {
    TuningAdvice advice =
        TuningAdvisor.builder()
            .memory(ByteSize.gibibytes(8))
            .cpus(4)
            .connections(20)
            .version(PgVersion.of(16))
            .build()
            .advise();
    PgConfFile conf = PgConfFile.parse("#shared_buffers = 128MB\n", PgVersion.of(16));
    PgConfFile advised = conf.edit(advice::applyTo);
    assertThat(advised.text().text()).startsWith("shared_buffers = 2GB\n");
    assertThat(advised.check()).isEmpty();
    assertThat(advised.values()).containsEntry("random_page_cost", "1.1");
    assertThat(advice.worstCase()).isLessThanOrEqualTo(advice.budget());
    assertThat(advice.settings()).allSatisfy(s -> assertThat(s.reason()).isNotBlank());
  }
}
