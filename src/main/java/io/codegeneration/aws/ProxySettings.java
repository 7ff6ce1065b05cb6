package io.codegeneration.aws;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The proxy for HTTPS, by the variables that curl and the SDKs of AWS read: {@code HTTPS_PROXY} ({@code
 * http://user:password@host:port}; scheme and user may be absent) and {@code NO_PROXY} (hosts and domains with commas
 * between them, each with or without a port, or {@code *}). A name in lower case wins. Requests without TLS are sent directly.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html">Proxies in AWS's documentation</a>
 * @see <a href="https://curl.se/docs/manpage.html#--noproxy">NO_PROXY as curl reads it</a>
 */
final class ProxySettings {

    /**
     * A proxy.
     *
     * @param authorization value of {@code Proxy-Authorization}, if the proxy asks for a user
     */
    record Proxy(Route route, Optional<String> authorization) {

        @Override
        public String toString() {
            // Without the password.
            return route.authority();
        }
    }

    private static final int DEFAULT_PORT = 80;

    private final Optional<Proxy> proxy;
    private final List<String> direct;

    private ProxySettings(Optional<Proxy> proxy, List<String> direct) {
        this.proxy = proxy;
        this.direct = direct;
    }

    /** The settings of this process: variables, or properties of the same names. */
    static ProxySettings configured() {
        Config config = ConfigProvider.getConfig();
        return of(name -> config.getOptionalValue(name, String.class).orElse(null));
    }

    /**
     * Reads settings.
     *
     * @param environment the value of a variable, or null
     * @throws ConfigurationException if {@code HTTPS_PROXY} is no address of an HTTP proxy
     */
    static ProxySettings of(UnaryOperator<String> environment) {
        String address = first(environment, "HTTPS_PROXY");
        String exceptions = first(environment, "NO_PROXY");
        return new ProxySettings(
                address.isEmpty() ? Optional.empty() : Optional.of(parse(address)),
                Arrays.stream(exceptions.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                        .filter(entry -> !entry.isEmpty())
                        .toList());
    }

    /** The proxy that leads to a route; empty if the route is reached directly. */
    Optional<Proxy> before(Route route) {
        return route.secure()
                ? proxy.filter(any -> direct.stream().noneMatch(entry -> names(entry, route)))
                : proxy.filter(any -> false);
    }

    private static String first(UnaryOperator<String> environment, String name) {
        String lower = environment.apply(name.toLowerCase(Locale.ROOT));
        String value = lower == null || lower.isBlank() ? environment.apply(name) : lower;
        return value == null ? "" : value.trim();
    }

    private static Proxy parse(String address) {
        URI uri;
        try {
            uri = new URI(address.contains("://") ? address : "http://" + address);
        } catch (URISyntaxException e) {
            throw unreadable();
        }
        if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
            throw unreadable();
        }
        Route route = Route.of("http", uri.getHost(), uri.getPort() > 0 ? uri.getPort() : DEFAULT_PORT);
        return new Proxy(
                route,
                Optional.ofNullable(uri.getUserInfo())
                        .map(user ->
                                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))));
    }

    /** Neither the address nor a cause that repeats it is told: it may hold a password. */
    private static ConfigurationException unreadable() {
        return new ConfigurationException(
                "HTTPS_PROXY has to be the address of an HTTP proxy such as http://host:port");
    }

    /** Whether an entry of {@code NO_PROXY} means this route: its host, or a domain that the host belongs to. */
    private static boolean names(String entry, Route route) {
        if (entry.equals("*")) {
            return true;
        }
        String host = route.host().toLowerCase(Locale.ROOT);
        if (entry.equals(host)
                || entry.equals(route.authority().toLowerCase(Locale.ROOT))
                || entry.equals("[" + host + "]")) {
            return true;
        }
        int colon = entry.indexOf(':');
        boolean other = colon >= 0 && !entry.substring(colon + 1).equals(Integer.toString(route.port()));
        String name = colon >= 0 ? entry.substring(0, colon) : entry;
        String domain = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return !other && !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }
}
