package org.synapsepg.porting.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Lets SIGINT and SIGTERM ask for a stop instead of ending the process, and hears of a terminal's
 * new size. The JDK has no public interface for signals; {@code sun.misc.Signal} is supported by
 * every JDK that has the module jdk.unsupported, and without it the signals keep their default.
 */
final class Signals {
  private Signals() {}

  /** Calls on SIGINT and SIGTERM, which end the process no more. */
  static void onStop(Runnable call) {
    on(List.of("INT", "TERM"), call);
  }

  /** Calls when the terminal has another size. */
  static void onResize(Runnable call) {
    on(List.of("WINCH"), call);
  }

  private static void on(List<String> names, Runnable onSignal) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object asking =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) -> {
                if (method.getName().equals("handle")) {
                  onSignal.run();
                  return null;
                }
                return method.getName().equals("hashCode")
                    ? (Object) System.identityHashCode(proxy)
                    : method.getName().equals("equals") ? (Object) (proxy == args[0]) : "stop";
              });
      for (String name : names) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), asking);
      }
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.DEBUG, "signals keep their default here", e);
    }
  }
}
