package org.synapsepg.hba;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/** Knocks at a server's door and hears how it wants to be convinced. */
final class WireProbe {
  private static final int PROTOCOL = 196_608;
  private static final int SSL_REQUEST = 80_877_103;

  private final int port;
  private final Path socket;

  /** A connection to ask for; without an address over the socket. */
  record Request(String address, String database, String user, String replication) {}

  WireProbe(int port, String socketFolders) {
    this.port = port;
    int comma = socketFolders.indexOf(',');
    String folder = comma < 0 ? socketFolders : socketFolders.substring(0, comma);
    this.socket = Path.of(folder.strip(), ".s.PGSQL." + port);
  }

  /** The first answer: a method's name, reject, or none if no rule applies. */
  String ask(Request request) throws IOException {
    byte[] startup = startup(request);
    if (request.address().isEmpty()) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
        channel.write(ByteBuffer.wrap(startup));
        return answer(Channels.newInputStream(channel));
      }
    }
    try (Socket connection = new Socket()) {
      connection.setSoTimeout(30_000);
      connection.bind(address(request.address(), 0));
      connection.connect(address("127.0.0.1", port));
      connection.getOutputStream().write(startup);
      return answer(connection.getInputStream());
    }
  }

  /** Whether the server offers SSL. */
  boolean offersSsl() throws IOException {
    try (Socket connection = new Socket()) {
      connection.setSoTimeout(30_000);
      connection.connect(address("127.0.0.1", port));
      return isOffered(connection);
    }
  }

  private static boolean isOffered(Socket connection) throws IOException {
    DataOutputStream out = new DataOutputStream(connection.getOutputStream());
    out.writeInt(8);
    out.writeInt(SSL_REQUEST);
    out.flush();
    return connection.getInputStream().read() == 'S';
  }

  /** The first answer to a request over SSL from 127.0.0.1. */
  String askOverSsl(Request request, SSLSocketFactory trusting) throws IOException {
    try (Socket connection = new Socket()) {
      connection.setSoTimeout(30_000);
      connection.connect(address(request.address(), port));
      if (!isOffered(connection)) {
        return "no SSL";
      }
      try (Socket encrypted = trusting.createSocket(connection, "127.0.0.1", port, true)) {
        encrypted.getOutputStream().write(startup(request));
        return answer(encrypted.getInputStream());
      }
    }
  }

  private static InetSocketAddress address(String text, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(IpAddress.of(text).bytes()), port);
  }

  private static byte[] startup(Request request) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeInt(PROTOCOL);
    pair(out, "user", request.user());
    pair(out, "database", request.database());
    if (!request.replication().isEmpty()) {
      pair(out, "replication", request.replication());
    }
    out.writeByte(0);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    new DataOutputStream(message).writeInt(body.size() + 4);
    body.writeTo(message);
    return message.toByteArray();
  }

  private static void pair(DataOutputStream out, String name, String value) throws IOException {
    out.write(name.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
    out.write(value.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }

  private static String answer(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    char kind = (char) in.readByte();
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    if (kind == 'R') {
      return switch (body[3]) {
        case 3 -> "password";
        case 5 -> "md5";
        case 10 -> "scram-sha-256";
        default -> "answer " + body[3];
      };
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.contains("pg_hba.conf rejects")) {
      return "reject";
    }
    return text.contains("no pg_hba.conf entry") ? "none" : text.replace('\0', ' ');
  }

  /** The interfaces of this machine, which is the server's. */
  static List<String> interfaces() throws IOException {
    List<String> all = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InterfaceAddress address : card.getInterfaceAddresses()) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        all.add(
            (zone < 0 ? text : text.substring(0, zone)) + "/" + address.getNetworkPrefixLength());
      }
    }
    return all;
  }
}
