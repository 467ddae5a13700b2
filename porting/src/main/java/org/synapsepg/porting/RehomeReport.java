package org.synapsepg.porting;

import java.time.Duration;

/**
 * What a {@link RehomeJob} did.
 *
 * @param database the name under which Synapse finds the new database
 * @param kept the name of the old one, which is unchanged; drop it once Synapse has run for a while
 * @param tables how many tables were copied and compared
 * @param rows how many rows they hold
 * @param bytes what was sent for them
 * @param sequences how many sequences were set and compared
 * @param elapsed how long it took, from the first statement to the new name
 */
public record RehomeReport(
    String database,
    String kept,
    int tables,
    long rows,
    long bytes,
    int sequences,
    Duration elapsed) {}
