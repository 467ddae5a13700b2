package org.synapsepg.pgconf;

/** What the database's files lie on. */
public enum Storage {
  /** Rotating disks. */
  HDD("4", 2),
  /** Solid state disks behind SATA or a controller. */
  SSD("1.1", 200),
  /** Solid state disks on the bus. */
  NVME("1.1", 256),
  /** Volumes over a network, as cloud providers give them. */
  NETWORK("1.25", 100);

  private final String randomPageCost;
  private final int concurrency;

  Storage(String randomPageCost, int concurrency) {
    this.randomPageCost = randomPageCost;
    this.concurrency = concurrency;
  }

  String randomPageCost() {
    return randomPageCost;
  }

  int concurrency() {
    return concurrency;
  }
}
