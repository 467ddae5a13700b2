package org.synapsepg.hba;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes files that say all that the grammar of a major version knows, right and wrong. */
final class HbaGenerator {
  private static final List<String> TYPES =
      List.of("local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc");
  private static final List<String> DATABASES =
      List.of(
          "all",
          "sameuser",
          "samerole",
          "samegroup",
          "replication",
          "db1",
          "\"all\"",
          "my\" db\"",
          "a\"ll\"",
          "\"\"all",
          "\"a,b\"",
          "\"a#b\"",
          "D\u00e4ta",
          "+x",
          "@dbs",
          "db1,db2",
          "db1, db2",
          "\"a\"\"b\"",
          "/^db\\d+$",
          "\"/^d b$\"",
          "/",
          "@sub/nested",
          "\"@x\"");
  private static final List<String> USERS =
      List.of(
          "all",
          "+grp",
          "alice",
          "\"+grp\"",
          "\"alice b\"",
          "alice,bob",
          "sameuser",
          "/^(a|b)",
          "\"\"",
          "@users",
          "\u00dcser",
          "replication",
          "+\"my grp\"");
  private static final List<String> ADDRESSES =
      List.of(
          "all",
          "samehost",
          "samenet",
          "127.0.0.1/32",
          "10.0.0.0/8",
          "0.0.0.0/0",
          "::1/128",
          "::/0",
          "10.1.2.3 255.0.0.0",
          "10.0.0.0 255.0.255.0",
          "2001:DB8:0:0::1/64",
          "2001:db8::1 ffff:ffff::",
          "db.example.org",
          ".example.org",
          "10/8",
          "127.1/32",
          "0x7f000001/8",
          "010.010.0.1/24",
          "2130706433/32",
          "300.1.1.1",
          "[::1]",
          "\"10.0.0.0/8\"",
          "ALL",
          "\"all\"",
          "::ffff:10.0.0.0/104",
          "10.0.0.8 8",
          "192.168.1.77/24",
          "10.0.0.0/+08",
          "\"10.0.0.0/ 8\"",
          "10.0.0.0/-0",
          "fe80::1%1/64",
          "\"\"",
          "::1.2.3.4/128",
          "1::/16",
          "0:0:1::/48",
          "@addr");
  private static final List<String> METHODS =
      List.of("trust", "reject", "md5", "scram-sha-256", "password", "ident", "\"trust\"");

  /** What may stand where a line goes wrong, each for another complaint of the server. */
  private static final List<String> BROKEN =
      List.of(
          "local,host all all trust",
          "Local all all trust",
          "frob",
          "host",
          "host all",
          "host all all",
          "host all all 10.0.0.1,10.0.0.2 md5",
          "host all all name.example/8 md5",
          "host all all 10.08.0.1/8 md5",
          "host all all 10.0.0.0/33 md5",
          "host all all ::/129 md5",
          "host all all 10.0.0.0/8x md5",
          "host all all 10.0.0.0/ md5",
          "host all all 127.0.0.1",
          "host all all 127.0.0.1 255.0.0.0,255.0.0.0 md5",
          "host all all 127.0.0.1 md5",
          "host all all 127.0.0.1 ::1 md5",
          "local all all",
          "host all all all",
          "local all all md5,trust",
          "local all all crypt",
          "local all all none # comment",
          "host all all all gss",
          "host all all all ldap ldapserver=x",
          "host all all all pam",
          "host all all all sspi",
          "host all all all bsd",
          "host all all all peer",
          "host all all all cert",
          "local all all trust foo",
          "local all all trust foo=bar",
          "local all all peer map = m",
          "local all all trust map=m",
          "host all all all md5 clientcert=verify-ca",
          "hostssl all all all md5 clientcert=bogus",
          "hostssl all all all cert clientcert=verify-ca",
          "host all all all md5 clientname=CN",
          "hostssl all all all md5 clientname=XX",
          "local all all md5 pamservice=x",
          "local all all md5 ldapport=1",
          "local all all md5 ldapurl=ldap://x",
          "local all all md5 krb_realm=x",
          "local all all md5 include_realm=1",
          "local all all md5 compat_realm=1",
          "local all all md5 radiusservers=127.0.0.1",
          "host all all all radius",
          "host all all all radius radiusservers=127.0.0.1",
          "host all all all radius radiusservers=\"\" radiussecrets=x",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=x radiusports=0",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=x radiusports=a,b",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=\"x,\" radiusports=1",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=x radiusports=\"1 2\"",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=\"a,b\"",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=a radiusports=\"1,2\"",
          "host all all all radius radiusservers=127.0.0.1 radiussecrets=a"
              + " radiusidentifiers=\"1,2\"",
          "host all all all oauth",
          "host all all all oauth scope=x",
          "host all all all oauth scope=x issuer=https://i.example",
          "local /( all trust",
          "local all /[a trust",
          "local \"/a{1,2}{3}\" all trust",
          "local \"/a{2,1}\" all trust",
          "local /a** all trust",
          "local /\\q all trust",
          "local /[[:nope:]] all trust",
          "local /[b-a] all trust",
          "local /(a)\\2\\q all trust",
          "local /***? all trust",
          "local \"/(?z)a\" all trust",
          "local /a{1 all trust",
          "local all @missing trust",
          "include missing.conf",
          "include_if_exists missing.conf",
          "include_dir missing",
          "include_dir \" \"",
          "include deep.conf",
          "include good.conf",
          "include_dir conf.d",
          "include a b",
          "local @loop all trust");

  private final Random random;
  private final int major;
  final Map<String, Integer> coverage = new TreeMap<>();

  HbaGenerator(Random random, int major) {
    this.random = random;
    this.major = major;
  }

  /** The files beside pg_hba.conf that lines refer to. */
  static Map<String, byte[]> companions() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("dbs", "db1, db2 # two\n\"all\"\nall\n");
    texts.put("users", "alice\nbob @more\n");
    texts.put("more", "+grp\\\n2 carol\n");
    texts.put("addr", "10.9.0.0/16\n");
    texts.put("sub/nested", "@deeper x\n");
    texts.put("sub/deeper", "y\n");
    texts.put("loop", "@loop\n");
    texts.put("good.conf", "host all all 10.0.0.0/8 md5\n\nhost bad\nlocal db1 alice peer\n");
    texts.put("deep.conf", "local all all trust\ninclude deep.conf\n");
    texts.put("conf.d/9.conf", "local nine all trust\n");
    texts.put("conf.d/10.conf", "local ten all trust\ninclude ../more.conf\n");
    texts.put("conf.d/B.conf", "# nothing\n");
    texts.put("conf.d/a.conf", "local a all frob\n");
    texts.put("conf.d/.hidden.conf", "local hidden all trust\n");
    texts.put("conf.d/readme", "not read\n");
    texts.put("more.conf", "local more @users trust\n");
    Map<String, byte[]> files = new LinkedHashMap<>();
    texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  String file() {
    StringBuilder text = new StringBuilder();
    int lines = 1 + random.nextInt(6);
    boolean breaks = random.nextInt(100) < 55;
    int broken = breaks ? random.nextInt(lines) : -1;
    for (int i = 0; i < lines; i++) {
      text.append(i == broken ? brokenLine() : line());
      text.append(random.nextInt(12) == 0 ? "\r\n" : "\n");
    }
    if (random.nextInt(8) == 0) {
      text.setLength(text.length() - 1);
    }
    // A changed RADIUS server name would be looked up in DNS.
    boolean changes = random.nextInt(10) == 0 && text.indexOf("radius") < 0;
    return changes ? mutated(text.toString()) : text.toString();
  }

  private String brokenLine() {
    while (true) {
      String line = BROKEN.get(random.nextInt(BROKEN.size()));
      // Up to 15 a file that includes itself is read until the server's resources end.
      if (major >= 16 || !line.contains("@loop")) {
        return line;
      }
    }
  }

  private String line() {
    switch (random.nextInt(12)) {
      case 0 -> {
        return "# a comment" + (random.nextInt(3) == 0 ? " \\" : "");
      }
      case 1 -> {
        return random.nextBoolean() ? "" : " ,\t, ";
      }
      default -> {
        return rule();
      }
    }
  }

  private String rule() {
    String type = pick("type", TYPES);
    StringBuilder line = new StringBuilder(type);
    line.append(gap()).append(pick("database", DATABASES));
    line.append(gap()).append(pick("user", USERS));
    boolean local = type.equals("local");
    if (!local) {
      line.append(gap()).append(pick("address", ADDRESSES));
    }
    String method = pick("method", METHODS);
    if (local && random.nextInt(4) == 0) {
      method = "peer";
      count("method peer");
    }
    line.append(gap()).append(method).append(options(type, method));
    if (random.nextInt(10) == 0) {
      line.append(random.nextBoolean() ? " # why" : "#why");
    }
    if (random.nextInt(25) == 0) {
      line.append(',');
    }
    return line.toString();
  }

  private String options(String type, String method) {
    if (method.equals("peer") || method.equals("ident")) {
      return switch (random.nextInt(5)) {
        case 0 -> " map=m";
        case 1 -> " \"map=my map\"";
        case 2 -> " map=a,map=b";
        default -> "";
      };
    }
    if (type.equals("hostssl") && random.nextInt(3) == 0) {
      return random.nextBoolean() ? " clientcert=verify-full" : " clientcert=verify-ca";
    }
    return "";
  }

  private String gap() {
    return switch (random.nextInt(20)) {
      case 0 -> "\t";
      case 1 -> "      ";
      case 2 -> " \\\n ";
      case 3 -> "\r ";
      case 4 -> " , ";
      default -> " ";
    };
  }

  private String mutated(String text) {
    StringBuilder changed = new StringBuilder(text);
    String alphabet = "\"#,@/\\+ \n\t=a1";
    for (int n = 1 + random.nextInt(3); n > 0 && changed.length() > 0; n--) {
      int at = random.nextInt(changed.length());
      char c = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> changed.insert(at, c);
        case 1 -> changed.deleteCharAt(at);
        default -> changed.setCharAt(at, c);
      }
    }
    return changed.toString();
  }

  private String pick(String kind, List<String> from) {
    String chosen = from.get(random.nextInt(from.size()));
    count(kind + " " + chosen);
    return chosen;
  }

  private void count(String what) {
    coverage.merge(what, 1, Integer::sum);
  }
}
