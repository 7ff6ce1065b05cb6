package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class GatewayPathTest {

    private static final String LEGAL_PATH = "/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*";
    private static final String LEGAL_QUERY = "(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*";

    @ParameterizedTest
    @CsvSource({
        "/code-generation, '', /code-generation",
        "/code-generation/languages, '', /code-generation/languages",
        "/dev/code-generation, /dev, /code-generation",
        "/dev/code-generation/20261122T101530123Z-k3v9q2w8, /dev, /code-generation/20261122T101530123Z-k3v9q2w8",
        "/code-generation/code-generation, /code-generation, /code-generation",
        "/code-generation/code-generation/languages, /code-generation, /code-generation/languages",
        "/tools/code/v1/code-generation/models, /tools/code/v1, /code-generation/models",
        "/a b/code-generation, /a%20b, /code-generation",
        "/code-generation/x/files/code-generation, '', /code-generation/x/files/code-generation",
        "/dev/code-generation/x/files/code-generation/a.py, /dev, /code-generation/x/files/code-generation/a.py",
        "/code-generations, '', /code-generations",
        "/dev/other, '', /dev/other",
        "/, '', /",
        "code-generation, '', /code-generation"
    })
    void tellsAStageOrMappingFromThePathOfAnHttpApi(String raw, String prefix, String path) {
        assertThat(GatewayPath.of(raw, true, true)).isEqualTo(new GatewayPath(prefix, path));
    }

    @ParameterizedTest
    @CsvSource({
        "//code-generation, ''",
        "///code-generation, ''",
        "//evil.example/code-generation, /evil.example",
        "///evil.example/code-generation, /evil.example"
    })
    void makesNoHostOfAPrefix(String raw, String prefix) {
        assertThat(GatewayPath.of(raw, true, true)).isEqualTo(new GatewayPath(prefix, "/code-generation"));
    }

    @ParameterizedTest
    @CsvSource({
        "/code-generation/x/files/my file.py, /code-generation/x/files/my%20file.py",
        "/code-generation/x/files/Größe.py, /code-generation/x/files/Gr%C3%B6%C3%9Fe.py",
        "/code-generation/x/files/字💥.py, /code-generation/x/files/%E5%AD%97%F0%9F%92%A5.py",
        "/code-generation/x/files/100%.py, /code-generation/x/files/100%25.py",
        "/code-generation/x/files/a%2Fb.py, /code-generation/x/files/a%252Fb.py",
        "/code-generation/x/files/a?b#c.py, /code-generation/x/files/a%3Fb%23c.py",
        "/code-generation/x/files/a+b&c=d;e@f:g.py, /code-generation/x/files/a+b&c=d;e@f:g.py",
        "/code-generation/[x]\\{y}|^`\"<>, /code-generation/%5Bx%5D%5C%7By%7D%7C%5E%60%22%3C%3E"
    })
    void encodesThePathThatAnHttpApiDecoded(String raw, String path) {
        assertThat(GatewayPath.of(raw, true, true)).isEqualTo(new GatewayPath("", path));
    }

    @ParameterizedTest
    @CsvSource({
        "/code-generation/x/files/my%20file.py, /code-generation/x/files/my%20file.py",
        "/code-generation/x/files/src%2fmain.py, /code-generation/x/files/src%2fmain.py",
        "/code-generation/x/files/100%.py, /code-generation/x/files/100%25.py",
        "/code-generation/x/files/%zz%4, /code-generation/x/files/%25zz%254",
        "/code-generation/%１２, /code-generation/%25%EF%BC%91%EF%BC%92",
        "/code-generation/my file, /code-generation/my%20file",
        "/dev/code-generation, /dev/code-generation",
        "/code-generation/code-generation, /code-generation/code-generation"
    })
    void keepsTheEscapesOfAFunctionUrlWhichHasNoPrefix(String raw, String path) {
        assertThat(GatewayPath.of(raw, false, false)).isEqualTo(new GatewayPath("", path));
    }

    @ParameterizedTest
    @NullAndEmptySource
    void takesNoPathForTheRoot(String raw) {
        assertThat(GatewayPath.of(raw, true, true)).isEqualTo(new GatewayPath("", "/"));
        assertThat(GatewayPath.of(raw, false, false)).isEqualTo(new GatewayPath("", "/"));
    }

    @Test
    void encodesControlCharactersAndHalvesOfSurrogatePairs() {
        assertThat(GatewayPath.of("/a\r\n\0\ud83d", true, true).path()).isEqualTo("/a%0D%0A%00%3F");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=20&cursor=a%2Fb, limit=20&cursor=a%2Fb",
        "language=c++, language=c++",
        "q=a b|c, q=a%20b%7Cc",
        "q=%, q=%25",
        "q=ö#x, q=%C3%B6%23x",
        "'', ''"
    })
    void encodesWhatMustNotStandInAQuery(String raw, String query) {
        assertThat(GatewayPath.query(raw)).isEqualTo(query);
    }

    @Test
    void leavesOutAQueryThatIsNotThere() {
        assertThat(GatewayPath.query(null)).isNull();
    }

    @Property
    void isAlwaysALegalPath(@ForAll("paths") String raw, @ForAll boolean decoded, @ForAll boolean prefixed) {
        GatewayPath path = GatewayPath.of(raw, decoded, prefixed);

        assertThat(path.path()).matches(LEGAL_PATH);
        assertThat(path.prefix()).matches("|" + LEGAL_PATH);
        assertThat(path.prefix()).doesNotStartWith("//").isNotEqualTo("/");
        assertThat(URI.create("http://localhost" + path.prefix() + path.path()).getRawPath())
                .isEqualTo(path.prefix() + path.path());
        assertThat(GatewayPath.query(raw)).matches(LEGAL_QUERY);
    }

    @Property
    void givesADecodedPathBack(@ForAll("paths") String raw) {
        String path = GatewayPath.of(raw, true, false).path();

        String expected = raw.startsWith("/") ? raw : "/" + raw;
        assertThat(URI.create("http://localhost" + path).getPath()).isEqualTo(expected.replaceAll("\\p{Cs}", "?"));
    }

    @Property
    void changesNothingInAPathThatIsLegalAlready(@ForAll("paths") String raw) {
        String path = GatewayPath.of(raw, true, false).path();

        assertThat(GatewayPath.of(path, false, false).path()).isEqualTo(path);
    }

    @Property
    void takesAnyPrefixOff(@ForAll("stages") String stage) {
        assertThat(GatewayPath.of("/" + stage + "/code-generation/models", true, true))
                .isEqualTo(new GatewayPath("/" + stage, "/code-generation/models"));
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> parts = Arbitraries.of(
                        "/",
                        "/",
                        "code-generation",
                        "dev",
                        "%",
                        "%2F",
                        "%é",
                        "%١٢",
                        "..",
                        "a b",
                        "ö",
                        "字",
                        "💥",
                        "\ud83d",
                        "\udca5",
                        "?",
                        "#",
                        "\\",
                        "\r\n",
                        "\0",
                        ":",
                        "@",
                        "x")
                .list()
                .ofMaxSize(20)
                .map(all -> String.join("", all));
        return Arbitraries.oneOf(parts, Arbitraries.strings().all().ofMaxLength(100));
    }

    @Provide
    Arbitrary<String> stages() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .withChars('-', '_', '/')
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(stage -> !stage.startsWith("/"));
    }
}
