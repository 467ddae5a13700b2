package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Source against target, or target against a certificate. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares every row of the source with the target; with a certificate and no source, the target with"
          + " the certificate."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SourceOptions source = new SourceOptions();
  @Mixin private final TargetOptions target = new TargetOptions();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "The certificate of a port; compared with the target when no source is given.")
  private @Nullable Path certificate;

  @Option(
      names = "--level",
      paramLabel = "counts|checksums|bytes",
      defaultValue = "checksums",
      description = "How thoroughly: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private VerifyLevel level = VerifyLevel.CHECKSUMS;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    VerificationReport report = report();
    console.out().println(report.render());
    return (report.isSame() ? ExitCode.OK : ExitCode.DIFFERENT).status();
  }

  private VerificationReport report() throws IOException {
    Path proof = certificate;
    Optional<SqliteSource> ported = source.find();
    if (ported.isPresent()) {
      PortJob job =
          PortJob.builder().from(ported.get()).to(target.connectionSource(console)).build();
      return job.verify(level);
    }
    if (proof != null) {
      return PortCertificate.read(proof).check(target.connectionSource(console));
    }
    throw new UsageException("verify needs --sqlite-database or --certificate");
  }
}
