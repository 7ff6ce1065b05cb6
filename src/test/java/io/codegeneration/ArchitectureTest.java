package io.codegeneration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.job.JobQueue;
import io.codegeneration.generation.model.CodeModel;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which package may use which, and why. */
@AnalyzeClasses(packages = "io.codegeneration", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.codegeneration.";

    /** What each package may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("generation", Set.of()),
            entry("generation.reply", Set.of("generation")),
            entry("generation.model", Set.of("generation", "generation.reply")),
            entry("generation.archive", Set.of("generation")),
            entry("generation.idempotency", Set.of("generation", "generation.archive")),
            entry(
                    "generation.making",
                    Set.of("generation", "generation.archive", "generation.model", "generation.reply")),
            entry("generation.job", Set.of("generation", "generation.archive", "generation.making")),
            entry(
                    "generation.submission",
                    Set.of(
                            "generation",
                            "generation.archive",
                            "generation.idempotency",
                            "generation.job",
                            "generation.making",
                            "generation.model")),
            entry(
                    "api",
                    Set.of(
                            "generation",
                            "generation.archive",
                            "generation.idempotency",
                            "generation.making",
                            "generation.model",
                            "generation.submission")),
            entry("json", Set.of("generation", "generation.archive", "generation.idempotency")),
            entry("bedrock", Set.of("generation", "generation.model", "aws")),
            entry("s3", Set.of("generation", "generation.archive", "aws")),
            entry("lambda", Set.of("generation", "generation.idempotency", "generation.job", "aws", "lambda.warmup")),
            entry("lambda.warmup", Set.of("generation", "aws")),
            entry("local", Set.of("generation", "generation.archive", "generation.job", "generation.model")),
            entry("aws", Set.of()),
            entry("build", Set.of()));

    @ArchTest
    static final ArchRule theCoreKnowsNoTechnology = classes()
            .that()
            .resideInAPackage("..generation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.codegeneration.generation..",
                    "java..",
                    "jakarta.enterprise..",
                    "jakarta.inject..",
                    "org.jboss.logging..",
                    "io.smallrye.config..",
                    "io.quarkus.runtime",
                    "io.quarkus.runtime.configuration",
                    "com.fasterxml.jackson.annotation..",
                    "org.commonmark..")
            .because("the core must outlive HTTP frameworks, models and stores");

    @ArchTest
    static final ArchRule arrowsGoDownOnly = classes()
            .should(onlySeeWhatTheirPackageMaySee())
            .because("a package can then be read, tested or replaced with only the packages below it");

    @ArchTest
    static final ArchRule onlyTheWiringSeesEveryPackageOfTheCore = noClasses()
            .that()
            .resideInAPackage("..generation.submission")
            .and()
            .doNotHaveSimpleName("Wiring")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..generation.model")
            .because("it chooses the adapter of each port; the use cases leave models to making");

    @ArchTest
    static final ArchRule publicIsWhatAnotherPackageUses = classes()
            .that()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should(beUsedByAnotherPackage())
            .because("what a package keeps to itself can change without a look at the others");

    @ArchTest
    static final ArchRule onlyTheBedrockAdapterKnowsBedrock = noClasses()
            .that()
            .resideOutsideOfPackage("..bedrock..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk.services.bedrockruntime..")
            .because("Bedrock's exceptions and shapes are translated once");

    @ArchTest
    static final ArchRule onlyTheS3AdapterKnowsS3 = noClasses()
            .that()
            .resideOutsideOfPackage("..s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk.services.s3..")
            .because("S3's exceptions and shapes are translated once");

    @ArchTest
    static final ArchRule onlyTheTransportKnowsHttpCore = noClasses()
            .that()
            .resideOutsideOfPackage("..aws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..")
            .because("the SDK sees an HTTP client like any other");

    @ArchTest
    static final ArchRule noAdapterUsesTheJdksHttpClient = noClasses()
            .that()
            .resideInAnyPackage("..aws..", "..bedrock..", "..s3..", "..lambda..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.http.urlconnection..", "java.net.http..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.net.URLConnection.class)
            .because("it sends over connections that the other side has closed");

    @ArchTest
    static final ArchRule onlyTheApiKnowsHttp = noClasses()
            .that()
            .resideOutsideOfPackage("..api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..")
            .because("routes, headers and statuses are decided in one place");

    @ArchTest
    static final ArchRule adaptersAreHidden = classes()
            .that()
            .implement(CodeModel.class)
            .or()
            .implement(ObjectStore.class)
            .or()
            .implement(JobQueue.class)
            .should()
            .notBePublic()
            .because("callers name the port");

    @ArchTest
    static final ArchRule settingsAreInterfaces = classes()
            .that()
            .areAnnotatedWith(ConfigMapping.class)
            .should()
            .beInterfaces()
            .andShould()
            .haveSimpleNameEndingWith("Config")
            .because("one documented mapping a package is all the configuration there is");

    @ArchTest
    static final ArchRule noTypeReadsTheEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("every setting is documented, and can be set in more than one way");

    @ArchTest
    static final ArchRule resourcesDoNotReachPastTheCore = noClasses()
            .that()
            .resideInAPackage("..api..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ObjectStore.class)
            .because("a route that writes an object by itself would write no record");

    @ArchTest
    static void noTwoTypesShareAName(JavaClasses types) {
        Map<String, List<String>> shared = types.stream()
                .filter(type -> type.isTopLevelClass() || type.isMemberClass())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        shared.values().removeIf(names -> names.size() == 1);

        assertThat(shared).as("types with one simple name").isEmpty();
    }

    @ArchTest
    static final ArchRule noTypePrints =
            NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because("CloudWatch reads JSON lines");

    @ArchTest
    static final ArchRule oneLoggingFacade = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.because("lines need one format");

    private static ArchCondition<JavaClass> onlySeeWhatTheirPackageMaySee() {
        return new ArchCondition<>("only see what their package may see") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                Set<String> allowed = ARROWS.get(name(from));
                if (allowed == null) {
                    events.add(SimpleConditionEvent.violated(from, name(from) + " is no package of the design"));
                    return;
                }
                from.getDirectDependenciesFromSelf().stream()
                        .filter(to -> to.getTargetClass().getPackageName().startsWith(ROOT))
                        .filter(to -> !name(to.getTargetClass()).equals(name(from)))
                        .filter(to -> !allowed.contains(name(to.getTargetClass())))
                        .forEach(to -> events.add(SimpleConditionEvent.violated(to, to.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> beUsedByAnotherPackage() {
        return new ArchCondition<>("be used by another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean used = Stream.concat(Stream.of(type), nested(type))
                        .flatMap(part -> part.getDirectDependenciesToSelf().stream())
                        .anyMatch(from -> !from.getOriginClass().getPackage().equals(type.getPackage()));
                if (!used) {
                    events.add(
                            SimpleConditionEvent.violated(type, type.getName() + " is used by its own package only"));
                }
            }
        };
    }

    private static Stream<JavaClass> nested(JavaClass type) {
        return type.getPackage().getClasses().stream()
                .filter(other -> other.getName().startsWith(type.getName() + "$"));
    }

    private static String name(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }
}
