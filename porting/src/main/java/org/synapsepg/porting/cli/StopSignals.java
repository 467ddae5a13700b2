package org.synapsepg.porting.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Lets SIGINT and SIGTERM ask for a stop instead of ending the process. The JDK has no public
 * interface for signals; {@code sun.misc.Signal} is supported by every JDK that has the module
 * jdk.unsupported, and without it the signals keep their default.
 */
final class StopSignals {
  private StopSignals() {}

  static void call(Runnable onSignal) {
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
      for (String name : List.of("INT", "TERM")) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), asking);
      }
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      System.getLogger(StopSignals.class.getName())
          .log(System.Logger.Level.DEBUG, "signals keep their default here", e);
    }
  }
}
