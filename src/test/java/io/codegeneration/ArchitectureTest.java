package io.codegeneration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.job.JobQueue;
import io.codegeneration.generation.model.CodeModel;
import io.smallrye.config.ConfigMapping;

/** Who may see whom, and why. */
@AnalyzeClasses(packages = "io.codegeneration", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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
            .because("what the program is for has to outlive HTTP frameworks, models and stores");

    @ArchTest
    static final ArchRule adaptersNeverSeeEachOther = slices().matching("io.codegeneration.(*)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    com.tngtech.archunit.base.DescribedPredicate.alwaysTrue(),
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage("..generation.."))
            .ignoreDependency(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                            "io.codegeneration.bedrock", "io.codegeneration.s3", "io.codegeneration.lambda"),
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage("io.codegeneration.aws"))
            .because("each can then be replaced, or left out of a build, alone");

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
    static final ArchRule nobodyUsesTheJdksHttpClient = noClasses()
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
    static final ArchRule nobodyReadsTheEnvironment = noClasses()
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
    static final ArchRule nobodyPrints =
            NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because("CloudWatch reads JSON lines");

    @ArchTest
    static final ArchRule oneLoggingFacade = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.because("lines need one format");
}
