package org.synapsepg.config;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.synapsepg.testing.ArchitectureRules;

/** This module keeps the rules that all modules keep. */
@AnalyzeClasses(
    packages = "org.synapsepg",
    importOptions = ArchitectureRules.OnlyShippedClasses.class)
class ArchitectureTest {
  @ArchTest static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);
}
