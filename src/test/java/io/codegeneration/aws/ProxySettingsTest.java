package io.codegeneration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    private static final Route S3 = new Route(true, "s3.eu-central-1.amazonaws.com", 443);

    @Test
    void knowNoProxyWithoutVariables() {
        assertThat(ProxySettings.of(name -> null).proxyFor(S3)).isEmpty();
        assertThat(ProxySettings.of(name -> " ").proxyFor(S3)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://proxy:3128, proxy:3128",
        "proxy:3128, proxy:3128",
        "http://proxy, proxy:80",
        "http://user:word@10.0.0.1:8080/, 10.0.0.1:8080",
        "http://[::1]:3128, [::1]:3128"
    })
    void readTheAddress(String value, String authority) {
        ProxySettings settings = ProxySettings.of(Map.of("HTTPS_PROXY", value)::get);

        assertThat(settings.proxyFor(S3)).hasToString("Optional[" + authority + "]");
    }

    @Test
    void preferTheVariableInLowerCase() {
        ProxySettings settings = ProxySettings.of(Map.of("HTTPS_PROXY", "upper:1", "https_proxy", "lower:2")::get);

        assertThat(settings.proxyFor(S3)).hasToString("Optional[lower:2]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://secret:word@proxy:3128",
                "socks5://secret:word@proxy",
                "http://secret:word@:1",
                "http://us er:word@proxy:1"
            })
    void refuseWhatIsNoHttpProxyWithoutRepeatingIt(String value) {
        assertThatThrownBy(() -> ProxySettings.of(Map.of("HTTPS_PROXY", value)::get))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("word");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                                        | false",
                "s3.eu-central-1.amazonaws.com            | false",
                "S3.EU-Central-1.amazonaws.com            | false",
                "amazonaws.com                            | false",
                ".amazonaws.com                           | false",
                "*.amazonaws.com                          | false",
                "localhost, amazonaws.com                 | false",
                "localhost amazonaws.com                  | false",
                "amazonaws.com:443                        | false",
                "amazonaws.com:8443                       | true",
                "aws.com                                  | true",
                "zonaws.com                               | true",
                "localhost,127.0.0.1,169.254.169.254      | true",
                "''                                       | true",
                "., ,:443                                 | true"
            })
    void leaveOutTheHostsThatNoProxyNames(String exceptions, boolean proxied) {
        ProxySettings settings = ProxySettings.of(Map.of("HTTPS_PROXY", "proxy:1", "NO_PROXY", exceptions)::get);

        assertThat(settings.proxyFor(S3).isPresent()).isEqualTo(proxied);
    }

    @ParameterizedTest
    @CsvSource({"::1, false", "[::1], false", "[::1]:443, false", "::2, true"})
    void knowAddressesOfIpVersion6(String exceptions, boolean proxied) {
        ProxySettings settings = ProxySettings.of(Map.of("HTTPS_PROXY", "proxy:1", "NO_PROXY", exceptions)::get);

        assertThat(settings.proxyFor(new Route(true, "::1", 443)).isPresent()).isEqualTo(proxied);
    }
}
