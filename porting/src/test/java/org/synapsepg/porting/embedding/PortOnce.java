package org.synapsepg.porting.embedding;

import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Properties;
import java.util.function.Function;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;

/** An application that ports one database, to be loaded by a class loader that is then dropped. */
public final class PortOnce implements Function<String[], String> {
  /** Takes source, URL, user and password. */
  @Override
  public String apply(String[] args) {
    Properties properties = new Properties();
    properties.setProperty("user", args[2]);
    properties.setProperty("password", args[3]);
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(Path.of(args[0])))
            .to(ConnectionSource.of(args[1], properties))
            .build();
    try (PortRun run = job.start()) {
      PortOutcome outcome = run.await();
      return outcome instanceof PortOutcome.Completed done
          ? done.certificate().sha256()
          : outcome.toString();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      forgetDrivers();
    }
  }

  /** JDBC drivers register themselves with the JDK for ever; an application takes its own off. */
  private static void forgetDrivers() {
    ClassLoader mine = PortOnce.class.getClassLoader();
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver.getClass().getClassLoader() == mine) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
