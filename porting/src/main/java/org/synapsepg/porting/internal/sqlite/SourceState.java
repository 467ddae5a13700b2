package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.util.function.Supplier;

/**
 * The committed state that was decided on: where its pages are, and what answers SQL in it.
 *
 * @param main the file that holds the pages that nothing else holds
 * @param other the log or journal that holds some of the pages
 * @param overlay which pages it holds
 * @param pageCount the state's size in pages
 * @param walFrames frames of the log that belong to the state
 * @param walSalt the log's salts; 0 without frames
 * @param witness a connection in the state
 * @param moreWitnesses gives another one
 * @param guard notices changes, where no lock prevents them
 */
record SourceState(
    FileChannel main,
    @Nullable FileChannel other,
    PageOverlay overlay,
    long pageCount,
    long walFrames,
    long walSalt,
    Connection witness,
    Supplier<Connection> moreWitnesses,
    ChangeGuard guard) {}
