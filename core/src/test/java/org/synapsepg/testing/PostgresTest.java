package org.synapsepg.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once per PostgreSQL major and gets a fresh {@link TestDatabase} as parameter.
 * Afterwards no session of that database and no temporary file of ours may be left.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(PostgresExtension.class)
public @interface PostgresTest {
  /** The majors to run on; empty means {@link PostgresServers#majors()}. */
  int[] majors() default {};
}
