package org.synapsepg.porting.internal.run;

import java.time.Duration;
import java.time.InstantSource;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * What a run has of the program around it.
 *
 * @param threads where its work is done
 * @param clock tells the time that a certificate names
 * @param lockTimeout how long a statement waits for a lock of somebody else's
 */
public record Host(Threads threads, InstantSource clock, Duration lockTimeout) {}
