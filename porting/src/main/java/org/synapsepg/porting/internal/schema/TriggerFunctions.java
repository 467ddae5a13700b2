package org.synapsepg.porting.internal.schema;

import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The trigger functions of a Synapse database, written anew: the same behaviour in our own words,
 * each proved by a test. The facts know a function by its signature and by a digest of Synapse's
 * own text, so a release that changes one is noticed instead of being given the former behaviour.
 *
 * <p>Like Synapse's, the bodies name tables without a schema and so follow the search path of the
 * session that writes.
 */
final class TriggerFunctions {
  /** A row must name the room that the event itself is in, where the event is there already. */
  private static final String PARTIAL_STATE =
      """
      BEGIN
        PERFORM FROM events e WHERE e.event_id = NEW.event_id AND e.room_id <> NEW.room_id;
        IF FOUND THEN
          RAISE EXCEPTION 'event % is in another room than %', NEW.event_id, NEW.room_id;
        END IF;
        RETURN NEW;
      END;
      """;

  /** A copied stream ordering must be the event's own, where the event is there already. */
  private static final String STREAM_ORDERING =
      """
      BEGIN
        PERFORM FROM events e
          WHERE e.event_id = NEW.event_id AND e.stream_ordering <> NEW.event_stream_ordering;
        IF FOUND THEN
          RAISE EXCEPTION 'event % has another stream ordering than %',
            NEW.event_id, NEW.event_stream_ordering;
        END IF;
        RETURN NEW;
      END;
      """;

  /** Synapse 1.88: the first lock makes the mode's row, and later ones do not touch it. */
  private static final String ENTER_FIRST =
      """
      BEGIN
        INSERT INTO worker_read_write_locks_mode (lock_name, lock_key, write_lock, token)
          VALUES (NEW.lock_name, NEW.lock_key, NEW.write_lock, NEW.token)
          ON CONFLICT (lock_name, lock_key) DO NOTHING;
        RETURN NEW;
      END;
      """;

  /** Synapse 1.88: the mode's row passes to any lock that is left, and goes with the last one. */
  private static final String LEAVE_UNLOCKED =
      """
      DECLARE
        heir text;
      BEGIN
        SELECT l.token INTO heir FROM worker_read_write_locks l
          WHERE l.lock_name = OLD.lock_name AND l.lock_key = OLD.lock_key;
        IF FOUND THEN
          UPDATE worker_read_write_locks_mode m SET token = heir
            WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key;
        ELSE
          DELETE FROM worker_read_write_locks_mode m
            WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key;
        END IF;
        RETURN NULL;
      END;
      """;

  /**
   * Synapse 1.89 and 1.90: each new lock takes over the lock's mode and becomes the row that stands
   * for it.
   */
  private static final String ENTER_AND_STAND =
      """
      BEGIN
        INSERT INTO worker_read_write_locks_mode (lock_name, lock_key, write_lock, token)
          VALUES (NEW.lock_name, NEW.lock_key, NEW.write_lock, NEW.token)
          ON CONFLICT (lock_name, lock_key)
          DO UPDATE SET write_lock = EXCLUDED.write_lock, token = EXCLUDED.token;
        RETURN NEW;
      END;
      """;

  /**
   * The first lock makes the mode's row. Later ones lock that row and leave it as it is: one of the
   * other mode then fails on its foreign key.
   */
  private static final String ENTER =
      """
      BEGIN
        INSERT INTO worker_read_write_locks_mode AS held (lock_name, lock_key, write_lock, token)
          VALUES (NEW.lock_name, NEW.lock_key, NEW.write_lock, NEW.token)
          ON CONFLICT (lock_name, lock_key)
          DO UPDATE SET write_lock = held.write_lock WHERE false;
        RETURN NEW;
      END;
      """;

  /**
   * Synapse 1.89 and 1.90: the mode's row passes to any lock that is left, waiting for it; without
   * one it goes.
   */
  private static final String LEAVE =
      """
      DECLARE
        heir text;
      BEGIN
        SELECT l.token INTO heir FROM worker_read_write_locks l
          WHERE l.lock_name = OLD.lock_name AND l.lock_key = OLD.lock_key
          LIMIT 1 FOR UPDATE;
        IF FOUND THEN
          UPDATE worker_read_write_locks_mode m SET token = heir
            WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key;
        ELSE
          DELETE FROM worker_read_write_locks_mode m
            WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key
              AND m.token = OLD.token;
        END IF;
        RETURN NULL;
      END;
      """;

  /**
   * The same, but only for the lock that stands for the mode, and passing over locks that another
   * session holds, so that two that leave together never wait for each other.
   */
  private static final String LEAVE_WITHOUT_WAITING =
      """
      DECLARE
        heir text;
      BEGIN
        PERFORM FROM worker_read_write_locks_mode m
          WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key AND m.token = OLD.token
          FOR UPDATE;
        IF FOUND THEN
          SELECT l.token INTO heir FROM worker_read_write_locks l
            WHERE l.lock_name = OLD.lock_name AND l.lock_key = OLD.lock_key
            LIMIT 1 FOR UPDATE SKIP LOCKED;
          IF FOUND THEN
            UPDATE worker_read_write_locks_mode m SET token = heir
              WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key;
          ELSE
            DELETE FROM worker_read_write_locks_mode m
              WHERE m.lock_name = OLD.lock_name AND m.lock_key = OLD.lock_key
                AND m.token = OLD.token;
          END IF;
        END IF;
        RETURN NULL;
      END;
      """;

  /** By name and digest, the last word of the fact. */
  private static final Map<String, String> BODIES =
      Map.of(
          "check_partial_state_events 136fedf8a5eded3f596d2cf858b661af", PARTIAL_STATE,
          "check_event_stream_ordering cb09d0f0d216bafd02d874500efd085b", STREAM_ORDERING,
          "upsert_read_write_lock_parent 5efce4a55289424f4ee4a1d06f302096", ENTER_FIRST,
          "upsert_read_write_lock_parent c85c0ed8edc93ff218880171967a9ba2", ENTER_AND_STAND,
          "upsert_read_write_lock_parent 54870c9805182e2c363e970992e368ad", ENTER,
          "delete_read_write_lock_parent f744a3c0247dceb021d4568f0f4589d3", LEAVE_UNLOCKED,
          "delete_read_write_lock_parent 12d0dbc4de40341afafd8819042f2f6e", LEAVE,
          "delete_read_write_lock_parent 60c9e824a48873e935e4747e5da355b9", LEAVE_WITHOUT_WAITING);

  private TriggerFunctions() {}

  /**
   * The statement that makes a function.
   *
   * @param name its name
   * @param fact its signature, language and digest
   */
  static String create(String name, String fact) {
    String body = BODIES.get(name + fact.substring(fact.lastIndexOf(' ')));
    if (body == null || !fact.startsWith(" -> trigger plpgsql ")) {
      throw new NoSuchElementException("no body of ours for the function " + name + fact);
    }
    return "CREATE FUNCTION "
        + name
        + "() RETURNS trigger LANGUAGE plpgsql AS $body$\n"
        + body
        + "$body$";
  }
}
