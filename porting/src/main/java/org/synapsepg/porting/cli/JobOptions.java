package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.ExistingCheckpoint;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.Quarantine;
import org.synapsepg.porting.TargetSchema;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What describes a port: source, target and how it is done. */
final class JobOptions {
  @Mixin private final SourceOptions source = new SourceOptions();
  @Mixin private final TargetOptions target = new TargetOptions();

  @Option(
      names = "--schema",
      paramLabel = "auto|prepared|derived",
      defaultValue = "auto",
      description =
          "Where the target's schema comes from: 'prepared' by Synapse, 'derived' from the source"
              + " into an empty database, or whichever fits. Default: ${DEFAULT-VALUE}.")
  private TargetSchema schema = TargetSchema.AUTO;

  @Option(
      names = "--existing",
      paramLabel = "resume|refuse|discard",
      defaultValue = "resume",
      description =
          "What to do with an earlier port's state in the target. Default: ${DEFAULT-VALUE}.")
  private ExistingCheckpoint existing = ExistingCheckpoint.RESUME;

  @Option(
      names = "--overwrite-target",
      paramLabel = "DBNAME",
      description = "Confirms by its name that the target's rows of other origin may be replaced.")
  private @Nullable String overwriteTarget;

  @Option(
      names = "--bad-values",
      paramLabel = "[KIND=]fail|quarantine|replace",
      description =
          "What to do with values that PostgreSQL cannot hold, for all kinds or one; may be"
              + " repeated. Default: nul=replace, all else fail.")
  private List<String> badValues = new ArrayList<>();

  @Option(
      names = "--carry-tables",
      paramLabel = "SCHEMA",
      description =
          "Takes tables along that the target lacks, such as a module's: into 'public' or another"
              + " schema. Default: they stay behind and are listed.")
  private @Nullable String carryTables;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many tables are copied at the same time. Default: by the machine.")
  private @Nullable Integer workers;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "How many rows one chunk has at most. Default: by size.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--max-memory",
      paramLabel = "SIZE",
      description = "How much memory buffers may take, for example 64MB. Default: 64MB.")
  private @Nullable String maxMemory;

  @Option(
      names = "--integrity-check",
      description =
          "Has SQLite compare indexes with tables too, which takes several times as long as its"
              + " quick check.")
  private boolean integrityCheck;

  @Option(names = "-v", description = "Prints more about what happens.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  Quarantine quarantine(Console console) throws IOException {
    return Quarantine.of(target.connectionSource(console));
  }

  PortJob job(Console console) throws IOException {
    PortJob.Builder job =
        PortJob.builder()
            .from(source.source())
            .to(target.connectionSource(console))
            .schema(schema)
            .existingCheckpoint(existing)
            .thoroughSourceCheck(integrityCheck)
            .allowUnsafeLocale(target.allowsUnsafeLocale());
    target.serverName().ifPresent(job::serverName);
    try {
      BadValuePolicy policy = BadValuePolicy.defaults();
      for (String option : badValues) {
        policy = policy.with(option);
      }
      job.badValues(policy);
      if (overwriteTarget != null) {
        job.overwriteTarget(overwriteTarget);
      }
      if (carryTables != null) {
        job.carryTables(carryTables);
      }
      if (workers != null) {
        job.workers(workers);
      }
      if (batchSize != null) {
        job.batchSize(batchSize);
      }
      if (maxMemory != null) {
        job.chunkSize(chunkFitting(ByteSize.parse(maxMemory)));
      }
      return job.build();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /**
   * Every worker holds one chunk and one row's worth of buffers; a chunk of a sixteenth leaves room
   * for both and for the rest.
   */
  private static ByteSize chunkFitting(ByteSize memory) {
    return ByteSize.bytes(Math.max(64 << 10, Math.min(4L << 20, memory.bytes() / 16)));
  }
}
