package org.synapsepg.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

/**
 * The rules that every module keeps. A module's own test class includes them:
 *
 * <pre>{@code
 * @AnalyzeClasses(packages = "org.synapsepg", importOptions = ArchitectureRules.OnlyShippedClasses.class)
 * class ArchitectureTest {
 *   @ArchTest static final ArchTests RULES = ArchTests.in(ArchitectureRules.class);
 * }
 * }</pre>
 */
public final class ArchitectureRules {
  private static final DescribedPredicate<JavaClass> COMMAND_LINE =
      resideInAPackage("org.synapsepg.porting.cli..");

  /**
   * Core stands alone; config-model and pghba build on it; porting on core and config-model;
   * nothing on pghba.
   */
  @ArchTest
  public static final ArchRule MODULES_POINT_IN_ONE_DIRECTION =
      CompositeArchRule.of(
              noClasses()
                  .that()
                  .resideInAnyPackage(
                      "org.synapsepg.core..",
                      "org.synapsepg.check..",
                      "org.synapsepg.provision..",
                      "org.synapsepg.diagnose..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "org.synapsepg.config..",
                      "org.synapsepg.hba..",
                      "org.synapsepg.pgconf..",
                      "org.synapsepg.pghba..",
                      "org.synapsepg.porting..",
                      "org.postgresql.."))
          .and(
              noClasses()
                  .that()
                  .resideInAPackage("org.synapsepg.config..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "org.synapsepg.hba..",
                      "org.synapsepg.pgconf..",
                      "org.synapsepg.pghba..",
                      "org.synapsepg.porting.."))
          .and(
              noClasses()
                  .that()
                  .resideInAnyPackage(
                      "org.synapsepg.hba..", "org.synapsepg.pgconf..", "org.synapsepg.pghba..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage("org.synapsepg.config..", "org.synapsepg.porting.."))
          .and(
              noClasses()
                  .that()
                  .resideInAPackage("org.synapsepg.porting..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "org.synapsepg.hba..", "org.synapsepg.pgconf..", "org.synapsepg.pghba.."))
          .allowEmptyShould(true);

  /** Callers of the API never meet a type that is not API. */
  @ArchTest
  public static final ArchRule INTERNAL_TYPES_STAY_INSIDE =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(
              not(resideInAPackage("..internal..")).and(not(COMMAND_LINE)).and(publicClass()))
          .should()
          .notHaveRawReturnType(resideInAPackage("org.synapsepg..internal.."))
          .allowEmptyShould(true);

  /** It runs in someone else's process. */
  @ArchTest
  public static final ArchRule NOTHING_PRINTS_OR_EXITS =
      noClasses()
          .that(not(COMMAND_LINE))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "addShutdownHook", Thread.class)
          .orShould()
          .callMethod(Throwable.class, "printStackTrace")
          .allowEmptyShould(true);

  /** Two users of the library in one process never meet. */
  @ArchTest
  public static final ArchRule NO_STATIC_MUTABLE_STATE =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal()
          .allowEmptyShould(true);

  /** Packages form layers, not a knot. */
  @ArchTest
  public static final ArchRule NO_CYCLES_BETWEEN_INTERNAL_PACKAGES =
      slices()
          .matching("org.synapsepg.(*)..internal.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  /** No desktop classes, so that a small run-time image is enough. */
  @ArchTest
  public static final ArchRule NO_DESKTOP =
      noClasses()
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.awt..", "javax.swing..", "java.beans.."));

  private ArchitectureRules() {}

  private static DescribedPredicate<JavaClass> publicClass() {
    return DescribedPredicate.describe(
        "public", c -> c.getModifiers().contains(JavaModifier.PUBLIC));
  }

  /** Leaves test classes out. */
  public static final class OnlyShippedClasses implements ImportOption {
    @Override
    public boolean includes(com.tngtech.archunit.core.importer.Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }
}
