package org.synapsepg.pgconf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/**
 * The verbs inside {@link PgConfFile#edit}. Each changes the line that counts, in whichever file it
 * stands, and nothing else; blanks, alignment and comments behind the value stay. What the server
 * would refuse is collected and makes {@code edit} throw, so nothing is changed then.
 *
 * <p>Not safe for use by several threads, and dead after the edit. Example: {@code conf.edit(e ->
 * e.set("shared_buffers", ByteSize.gibibytes(2)).commentOut("fsync"))}.
 */
public final class PgConfEditor {
  private final List<Finding> refused = new ArrayList<>();
  private ConfFiles files;
  private boolean closed;

  PgConfEditor(ConfFiles files) {
    this.files = files;
  }

  /**
   * Gives a setting a value. If a file sets it, the line that counts is changed; otherwise a
   * commented-out line {@code #name = value}, as the sample file has one for each setting, becomes
   * the place; otherwise a line is added at the end.
   *
   * @param name the setting, in any case, or a custom name with one dot
   * @param value the value as the server takes it, for example {@code 8MB}, without quotes
   * @return this editor
   */
  public PgConfEditor set(String name, String value) {
    requireOpen();
    Optional<SettingDefinition> definition = files.catalog().find(name);
    if (isAcceptable(name, value, definition)) {
      new SettingPlacement(files, name).value(value).ifPresent(changed -> files = changed);
    }
    return this;
  }

  /**
   * Gives a setting that measures memory a size.
   *
   * @param name the setting
   * @param size the size; written in the largest unit that leaves a whole number, for example
   *     {@code 2GB}
   * @return this editor
   */
  public PgConfEditor set(String name, ByteSize size) {
    if (hasUnit(name, true)) {
      set(name, ValueText.of(size));
    }
    return this;
  }

  /**
   * Gives a setting that measures time a duration.
   *
   * @param name the setting
   * @param time the time; written in the largest unit that leaves a whole number, for example
   *     {@code 5min}
   * @return this editor
   */
  public PgConfEditor set(String name, Duration time) {
    if (hasUnit(name, false)) {
      set(name, ValueText.of(time));
    }
    return this;
  }

  /**
   * Gives a setting a number.
   *
   * @param name the setting
   * @param number the number, in the unit of the setting if it has one
   * @return this editor
   */
  public PgConfEditor set(String name, long number) {
    return set(name, String.valueOf(number));
  }

  /**
   * Switches a setting.
   *
   * @param name the setting
   * @param on whether it is to be on
   * @return this editor
   */
  public PgConfEditor set(String name, boolean on) {
    return set(name, on ? "on" : "off");
  }

  /**
   * Lets the server's default apply again: the same as {@link #commentOut}, so that the old value
   * can be read and taken back. {@link #unset} leaves no trace.
   *
   * @param name the setting, in any case
   * @return this editor
   */
  public PgConfEditor reset(String name) {
    return commentOut(name);
  }

  /**
   * Takes a setting out of force by putting {@code #} before every line that sets it, so that the
   * server's default applies. Does nothing if no file sets it. postgresql.auto.conf is left alone.
   *
   * @param name the setting, in any case
   * @return this editor
   */
  public PgConfEditor commentOut(String name) {
    requireOpen();
    files = new SettingPlacement(files, name).commentedOut();
    return this;
  }

  /**
   * Removes every line that sets a setting, comments behind the values included. Does nothing if no
   * file sets it. postgresql.auto.conf is left alone.
   *
   * @param name the setting, in any case
   * @return this editor
   */
  public PgConfEditor unset(String name) {
    requireOpen();
    files = new SettingPlacement(files, name).removed();
    return this;
  }

  private boolean hasUnit(String name, boolean memory) {
    requireOpen();
    Optional<SettingDefinition> definition = files.catalog().find(name);
    boolean fits =
        definition.flatMap(SettingDefinition::unit).filter(u -> u.isMemory() == memory).isPresent();
    if (!fits && definition.isPresent()) {
      refuse(
          "'"
              + name
              + "' is not measured in "
              + (memory ? "bytes" : "time")
              + definition.get().unit().map(u -> " but in " + u.word()).orElse(""),
          "give its value as a text or a number");
    }
    return fits || definition.isEmpty();
  }

  private boolean isAcceptable(String name, String value, Optional<SettingDefinition> definition) {
    int before = refused.size();
    if (value.indexOf('\0') >= 0) {
      refuse("the value of '" + name + "' holds a NUL, which no file can hold", "leave it out");
    } else if (definition.isEmpty()) {
      if (!SettingPlacement.isWritableCustomName(name)) {
        refuse(
            "unrecognized configuration parameter \"" + name + "\"",
            UpgradeCheck.whereKnown(name, files.catalog().major()));
      }
    } else if (definition.get().context() == SettingContext.INTERNAL) {
      refuse("parameter \"" + name + "\" cannot be changed", "no file can change it");
    } else if (definition.get().read(value) instanceof ValueReading.Refused reading) {
      refuse(
          reading.message(),
          reading.hint().or(reading::detail).orElse("give a value that the server accepts"));
    }
    return refused.size() == before;
  }

  private void refuse(String message, String hint) {
    refused.add(
        Finding.of(PgConfCode.EDIT_REFUSED, message)
            .withHint(hint)
            .at(SourceLocation.wholeOf(files.top())));
  }

  List<Finding> refused() {
    return refused;
  }

  ConfFiles close() {
    requireOpen();
    closed = true;
    return files;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this editor is done; call edit again on the new file");
    }
  }
}
