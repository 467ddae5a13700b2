package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.pghba.internal.regex.PgRegex;

/**
 * All requests as far as some rules tell them apart: the values that each field can have, and the
 * requests of a rule as boxes of them.
 *
 * <p>Fields are the transport, the client's address, its name, its place beside the server's
 * interfaces, the database, the user, and for each role that a rule names whether the user is a
 * member of it.
 */
final class RequestSpace {
  private enum Field {
    TRANSPORT,
    ADDRESS,
    CLIENT_NAME,
    PLACE,
    DATABASE,
    USER
  }

  private enum Transport {
    LOCAL,
    SSL,
    GSS,
    PLAIN
  }

  private record Membership(String role) {}

  private record Expression(boolean user, String pattern) {}

  private static final int OWN = 0;
  private static final int NEIGHBOUR = 1;

  private final List<Transport> transports = new ArrayList<>(List.of(Transport.LOCAL));
  private final List<IpAddress> addresses;
  private final List<String> clientNames;
  private final List<String> names;
  private final Map<Object, Integer> sizes = new HashMap<>();
  private final Map<String, PgRegex> expressions = new HashMap<>();
  private final boolean placed;

  RequestSpace(List<HbaFile> files) {
    Set<String> mentioned = new LinkedHashSet<>();
    Set<String> clients = new LinkedHashSet<>();
    Set<HbaAddress.Network> networks = new LinkedHashSet<>();
    boolean beside = false;
    boolean ssl = false;
    boolean gss = false;
    for (HbaFile file : files) {
      ssl |= file.server().has(ServerFeature.SSL) && file.server().sslEnabled();
      gss |= file.server().has(ServerFeature.GSSAPI);
      for (HbaRule rule : file.effectiveRules()) {
        rule.databases().forEach(word -> mention(word, false, file, mentioned));
        rule.users().forEach(word -> mention(word, true, file, mentioned));
        HbaAddress address = rule.content().address();
        beside |= address instanceof HbaAddress.SameHost || address instanceof HbaAddress.SameNet;
        if (address instanceof HbaAddress.HostName host) {
          clients.add((host.name().startsWith(".") ? "some-client" : "") + host.name());
        } else if (address instanceof HbaAddress.Network network) {
          networks.add(network);
        }
      }
    }
    if (ssl) {
      transports.add(Transport.SSL);
    }
    if (gss) {
      transports.add(Transport.GSS);
    }
    transports.add(Transport.PLAIN);
    placed = beside;
    mentioned.add(unmentioned(mentioned, "some_other_name"));
    mentioned.add(unmentioned(mentioned, "another_name"));
    names = List.copyOf(mentioned);
    addresses = AddressCells.of(networks);
    clients.add("some-client.invalid");
    clientNames = List.copyOf(clients);
    sizes.put(Field.TRANSPORT, transports.size());
    sizes.put(Field.ADDRESS, addresses.size());
    sizes.put(Field.CLIENT_NAME, clientNames.size());
    sizes.put(Field.PLACE, 3);
    // The last value is a connection for physical replication, which has no database.
    sizes.put(Field.DATABASE, names.size() + 1);
    sizes.put(Field.USER, names.size());
  }

  private static String unmentioned(Set<String> mentioned, String wish) {
    return mentioned.contains(wish) ? unmentioned(mentioned, wish + "_") : wish;
  }

  private void mention(HbaName word, boolean user, HbaFile file, Set<String> mentioned) {
    if (isExpression(word, file)) {
      PgRegex regex = expression(word.text(), file.server().major());
      mentioned.addAll(regex.samples());
      for (PgRegex other : List.copyOf(expressions.values())) {
        for (String one : regex.samples()) {
          other.samples().forEach(two -> mentioned.addAll(List.of(one + two, two + one)));
        }
      }
    } else if (!word.text().isEmpty()) {
      mentioned.add(user && word.isGroup() ? word.text().substring(1) : word.text());
    }
  }

  private static boolean isExpression(HbaName word, HbaFile file) {
    return file.server().major() >= 16 && word.text().startsWith("/");
  }

  private PgRegex expression(String text, int major) {
    return expressions.computeIfAbsent(
        text, t -> PgRegex.of(t.substring(1).getBytes(StandardCharsets.UTF_8), major));
  }

  Map<Object, Integer> sizes() {
    return sizes;
  }

  private static BitSet only(int index) {
    BitSet set = new BitSet();
    set.set(index);
    return set;
  }

  /** The requests that a rule is about; boxes may overlap. */
  List<RequestBox> requestsOf(HbaRule rule, HbaFile file) {
    RequestBox carried = carried(rule.content(), file.server());
    List<RequestBox> all = new ArrayList<>();
    if (carried != null) {
      List<RequestBox> users = users(rule.users(), file);
      for (RequestBox database : databases(rule.databases(), file)) {
        RequestBox both = carried.and(database);
        for (RequestBox user : users) {
          RequestBox box = both == null ? null : both.and(user);
          if (box != null) {
            all.add(box);
          }
        }
      }
    }
    return all;
  }

  private @Nullable RequestBox carried(RuleContent content, HbaServer server) {
    BitSet fitting = new BitSet();
    for (int i = 0; i < transports.size(); i++) {
      fitting.set(i, fits(content.type(), transports.get(i), server));
    }
    RequestBox box = RequestBox.ALL.with(Field.TRANSPORT, fitting);
    HbaAddress address = content.address();
    if (box == null || address == null || address instanceof HbaAddress.All) {
      return box;
    }
    if (address instanceof HbaAddress.Network network) {
      BitSet inside = new BitSet();
      for (int i = 0; i < addresses.size(); i++) {
        inside.set(i, network.contains(addresses.get(i)));
      }
      return box.with(Field.ADDRESS, inside);
    }
    if (address instanceof HbaAddress.HostName host) {
      BitSet named = new BitSet();
      for (int i = 0; i < clientNames.size(); i++) {
        named.set(i, host.matches(clientNames.get(i)));
      }
      return box.with(Field.CLIENT_NAME, named);
    }
    BitSet places = only(OWN);
    places.set(NEIGHBOUR, address instanceof HbaAddress.SameNet);
    return box.with(Field.PLACE, places);
  }

  private static boolean fits(ConnectionType type, Transport transport, HbaServer server) {
    return switch (type) {
      case LOCAL -> transport == Transport.LOCAL;
      case HOST -> transport != Transport.LOCAL;
      case HOSTSSL -> transport == Transport.SSL;
      case HOSTNOSSL -> transport == Transport.GSS || transport == Transport.PLAIN;
      case HOSTGSSENC -> transport == Transport.GSS && server.has(ServerFeature.GSSAPI);
      case HOSTNOGSSENC ->
          transport == Transport.SSL
              || transport == Transport.PLAIN
              || (transport == Transport.GSS && !server.has(ServerFeature.GSSAPI));
    };
  }

  private List<RequestBox> databases(List<HbaName> words, HbaFile file) {
    List<RequestBox> boxes = new ArrayList<>();
    BitSet plain = new BitSet();
    for (HbaName word : words) {
      if (word.isKeyword("replication")) {
        plain.set(names.size());
      } else if (word.isKeyword("all")) {
        plain.set(0, names.size());
      } else if (word.isKeyword("sameuser")) {
        for (int i = 0; i < names.size(); i++) {
          add(boxes, RequestBox.ALL.with(Field.DATABASE, only(i)), Field.USER, only(i));
        }
      } else if (word.isKeyword("samerole") || word.isKeyword("samegroup")) {
        for (int i = 0; i < names.size(); i++) {
          RequestBox here = RequestBox.ALL.with(Field.DATABASE, only(i));
          add(boxes, here, Field.USER, only(i));
          add(boxes, here, membership(names.get(i)), only(1));
        }
      } else {
        literalOrExpression(word, false, file, plain, boxes);
      }
    }
    add(boxes, RequestBox.ALL, Field.DATABASE, plain);
    return boxes;
  }

  private List<RequestBox> users(List<HbaName> words, HbaFile file) {
    List<RequestBox> boxes = new ArrayList<>();
    BitSet plain = new BitSet();
    for (HbaName word : words) {
      if (word.isGroup()) {
        String role = word.text().substring(1);
        add(boxes, RequestBox.ALL, membership(role), only(1));
        int self = names.indexOf(role);
        if (self >= 0) {
          plain.set(self);
        }
      } else if (word.isKeyword("all")) {
        plain.set(0, names.size());
      } else {
        literalOrExpression(word, true, file, plain, boxes);
      }
    }
    add(boxes, RequestBox.ALL, Field.USER, plain);
    return boxes;
  }

  private Membership membership(String role) {
    Membership membership = new Membership(role);
    sizes.put(membership, 2);
    return membership;
  }

  private static void add(
      List<RequestBox> boxes, @Nullable RequestBox box, Object field, BitSet values) {
    RequestBox narrowed = box == null ? null : box.with(field, values);
    if (narrowed != null) {
      boxes.add(narrowed);
    }
  }

  private void literalOrExpression(
      HbaName word, boolean user, HbaFile file, BitSet plain, List<RequestBox> boxes) {
    if (!isExpression(word, file)) {
      int index = names.indexOf(word.text());
      if (index >= 0) {
        plain.set(index);
      }
      return;
    }
    PgRegex regex = expression(word.text(), file.server().major());
    if (!regex.isKnown()) {
      Expression unknown = new Expression(user, word.text());
      sizes.put(unknown, 2);
      RequestBox named = RequestBox.ALL;
      if (!user) {
        BitSet databases = new BitSet();
        databases.set(0, names.size());
        named = named.with(Field.DATABASE, databases);
      }
      add(boxes, named, unknown, only(1));
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
      if (regex.matches(name) == PgRegex.Answer.YES) {
        plain.set(i);
      }
    }
  }

  /** A request of a box with all that is needed to decide about it; null if there is none. */
  @Nullable
  ConnectionRequest example(RequestBox box) {
    BitSet users = box.of(Field.USER);
    for (int i = 0; i < names.size(); i++) {
      if ((users == null || users.get(i)) && !deniesItself(box, names.get(i))) {
        return example(box, names.get(i));
      }
    }
    return null;
  }

  /** A role is a member of itself. */
  private static boolean deniesItself(RequestBox box, String user) {
    BitSet member = box.of(new Membership(user));
    return member != null && !member.get(1);
  }

  private ConnectionRequest example(RequestBox box, String user) {
    Transport transport = transports.get(last(box, Field.TRANSPORT, transports.size()));
    ConnectionRequest.Builder builder = ConnectionRequest.local();
    if (transport != Transport.LOCAL) {
      IpAddress address = addresses.get(first(box, Field.ADDRESS));
      builder =
          ConnectionRequest.tcp(address.toString())
              .ssl(transport == Transport.SSL)
              .gssEncrypted(transport == Transport.GSS);
      if (clientNames.size() > 1) {
        String name = clientNames.get(last(box, Field.CLIENT_NAME, clientNames.size()));
        builder.hostNames(HostNames.of(Map.of(address, name), Map.of(name, List.of(address))));
      }
      if (placed) {
        place(builder, address, last(box, Field.PLACE, 3));
      }
    }
    int database = first(box, Field.DATABASE);
    builder.user(user);
    if (database < names.size()) {
      builder.database(names.get(database));
    } else {
      builder.database(user).replication(ConnectionRequest.Replication.PHYSICAL);
    }
    Map<String, List<String>> roles = new LinkedHashMap<>();
    List<String> memberOf = new ArrayList<>();
    for (Object field : box.fields()) {
      BitSet values = field instanceof Membership ? box.of(field) : null;
      if (values != null && values.get(1) && !((Membership) field).role().equals(user)) {
        memberOf.add(((Membership) field).role());
      }
    }
    roles.put(user, memberOf);
    return builder.roles(Roles.of(roles)).build();
  }

  private static int first(RequestBox box, Field field) {
    BitSet values = box.of(field);
    return values == null ? 0 : values.nextSetBit(0);
  }

  private static int last(RequestBox box, Field field, int size) {
    BitSet values = box.of(field);
    return values == null ? size - 1 : values.length() - 1;
  }

  private static void place(ConnectionRequest.Builder builder, IpAddress address, int place) {
    int bits = address.length() * 8;
    byte[] other = address.bytes();
    if (place == NEIGHBOUR) {
      other[other.length - 1] ^= 1;
      builder.serverInterface(new IpAddress(other) + "/" + (bits - 1));
    } else if (place == OWN) {
      builder.serverInterface(address + "/" + bits);
    } else {
      other[0] ^= 1;
      builder.serverInterface(new IpAddress(other) + "/" + bits);
    }
  }
}
