package org.synapsepg.porting.cli;

/** How a command ended, as the process tells its parent. */
enum ExitCode {
  /** Completed and verified, or nothing was found. */
  OK(0),
  /** Failed; what was written is a consistent checkpoint. */
  FAILED(1),
  /** Wrong usage. */
  USAGE(2),
  /** Refused before anything was written. */
  REFUSED(3),
  /** A verification or a check found a difference. */
  DIFFERENT(4),
  /** Completed and verified, but rows were quarantined. */
  QUARANTINED(5),
  /** Stopped on request; the same command goes on. */
  STOPPED(75);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
