package org.synapsepg.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.HashMap;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Gives pgjdbc's connections what libpq has and the driver lacks: the times of TCP keepalives, and
 * {@code hostaddr}. {@link JdbcSettings} names it in the property {@code socketFactory} where it is
 * needed; pgjdbc makes it from the text in {@code socketFactoryArg}.
 *
 * <p>Times that the operating system cannot set are left out. Immutable and thread-safe.
 */
public final class TcpSocketFactory extends SocketFactory {
  private final Map<SocketOption<Integer>, Integer> options = new HashMap<>();
  private final Map<String, String> addresses = new HashMap<>();

  /**
   * As pgjdbc calls it.
   *
   * @param settings {@code name=value} separated by {@code ;}: {@code idle}, {@code interval} (both
   *     in seconds), {@code count}, and {@code address.HOST} with the address to connect to
   */
  public TcpSocketFactory(String settings) {
    for (String setting : settings.split(";", -1)) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String value = setting.substring(equals + 1);
      String name = setting.substring(0, equals);
      switch (name) {
        case "idle" -> options.put(ExtendedSocketOptions.TCP_KEEPIDLE, Integer.valueOf(value));
        case "interval" ->
            options.put(ExtendedSocketOptions.TCP_KEEPINTERVAL, Integer.valueOf(value));
        case "count" -> options.put(ExtendedSocketOptions.TCP_KEEPCOUNT, Integer.valueOf(value));
        default -> {
          if (name.startsWith("address.")) {
            addresses.put(name.substring("address.".length()), value);
          }
        }
      }
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    return prepared();
  }

  private Socket prepared() throws IOException {
    Socket socket = new AddressedSocket(addresses);
    for (Map.Entry<SocketOption<Integer>, Integer> option : options.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        try {
          socket.setOption(option.getKey(), option.getValue());
        } catch (SocketException | IllegalArgumentException e) {
          socket.close();
          throw e;
        }
      }
    }
    return socket;
  }

  private Socket connected(InetSocketAddress to) throws IOException {
    Socket socket = prepared();
    try {
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return createSocket(address, port);
  }

  private static final class AddressedSocket extends Socket {
    private final Map<String, String> addresses;

    AddressedSocket(Map<String, String> addresses) {
      this.addresses = addresses;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      SocketAddress to = endpoint;
      if (endpoint instanceof InetSocketAddress address) {
        String instead = addresses.get(address.getHostString());
        if (instead != null) {
          to = new InetSocketAddress(instead, address.getPort());
        } else if (address.isUnresolved()) {
          to = new InetSocketAddress(address.getHostString(), address.getPort());
        }
      }
      super.connect(to, timeout);
    }
  }
}
