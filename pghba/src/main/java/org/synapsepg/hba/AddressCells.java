package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One address for each class of addresses that some networks tell apart: for each set of networks
 * that have an address in common which is in none of the others.
 */
final class AddressCells {
  /** Addresses some of whose bits are given: 0 or 1; 2 stands for any. */
  private static final class Cube {
    private final byte[] bits;

    Cube(byte[] bits) {
      this.bits = bits;
    }

    static Cube of(IpAddress address, IpAddress mask) {
      byte[] bits = new byte[address.length() * 8];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = (byte) (mask.bit(i) ? (address.bit(i) ? 1 : 0) : 2);
      }
      return new Cube(bits);
    }

    /** What both have in common, or null. */
    @Nullable
    Cube and(Cube other) {
      byte[] both = new byte[bits.length];
      for (int i = 0; i < bits.length; i++) {
        if (bits[i] != 2 && other.bits[i] != 2 && bits[i] != other.bits[i]) {
          return null;
        }
        both[i] = bits[i] == 2 ? other.bits[i] : bits[i];
      }
      return new Cube(both);
    }

    /** An address of it that is in none of some others, or null. */
    @Nullable
    Cube without(List<Cube> others) {
      for (int n = 0; n < others.size(); n++) {
        if (and(others.get(n)) == null) {
          continue;
        }
        Cube rest = this;
        List<Cube> later = others.subList(n + 1, others.size());
        byte[] hole = others.get(n).bits;
        for (int i = 0; i < hole.length; i++) {
          if (hole[i] != 2 && rest.bits[i] == 2) {
            Cube found = rest.with(i, 1 - hole[i]).without(later);
            if (found != null) {
              return found;
            }
            rest = rest.with(i, hole[i]);
          }
        }
        return null;
      }
      return this;
    }

    private Cube with(int index, int bit) {
      byte[] changed = bits.clone();
      changed[index] = (byte) bit;
      return new Cube(changed);
    }

    /** An address of it; open bits are those of an address of the documentation's networks. */
    IpAddress address() {
      byte[] usual =
          bits.length == 32
              ? IpAddress.of("203.0.113.77").bytes()
              : IpAddress.of("2001:db8::77").bytes();
      byte[] address = new byte[bits.length / 8];
      for (int i = 0; i < bits.length; i++) {
        int bit = bits[i] == 2 ? (usual[i / 8] >> (7 - (i % 8))) & 1 : bits[i];
        address[i / 8] |= (byte) (bit << (7 - (i % 8)));
      }
      return new IpAddress(address);
    }
  }

  private record Cell(Cube inside, List<Cube> outside) {}

  private AddressCells() {}

  static List<IpAddress> of(Collection<HbaAddress.Network> networks) {
    List<IpAddress> addresses = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      byte[] zero = new byte[ipv6 ? 16 : 4];
      IpAddress none = new IpAddress(zero);
      List<Cell> cells = List.of(new Cell(Cube.of(none, none), List.of()));
      for (HbaAddress.Network network : networks) {
        if (network.address().isIpv6() == ipv6) {
          cells = split(cells, Cube.of(network.address(), network.mask()));
        }
      }
      for (Cell cell : cells) {
        Cube found = cell.inside().without(cell.outside());
        if (found != null) {
          addresses.add(found.address());
        }
      }
    }
    return addresses;
  }

  private static List<Cell> split(List<Cell> cells, Cube network) {
    List<Cell> all = new ArrayList<>();
    for (Cell cell : cells) {
      Cube both = cell.inside().and(network);
      if (both == null) {
        all.add(cell);
        continue;
      }
      List<Cube> holes = cell.outside().stream().filter(hole -> hole.and(both) != null).toList();
      if (both.without(holes) == null) {
        all.add(cell);
        continue;
      }
      all.add(new Cell(both, holes));
      List<Cube> outside = new ArrayList<>(cell.outside());
      outside.add(network);
      if (cell.inside().without(outside) != null) {
        all.add(new Cell(cell.inside(), outside));
      }
    }
    return all;
  }
}
