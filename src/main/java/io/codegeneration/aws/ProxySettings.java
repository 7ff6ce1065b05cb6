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
 * The proxy for HTTPS, from the variables that curl and the AWS SDKs read: {@code HTTPS_PROXY} ({@code
 * http://user:password@host:port}; scheme and user are optional) and {@code NO_PROXY} (hosts and domains separated by commas,
 * each with an optional port, or {@code *}). The lower-case form of a name has precedence. Requests without TLS use no proxy.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html">Proxies in AWS's documentation</a>
 * @see <a href="https://curl.se/docs/manpage.html#--noproxy">NO_PROXY as curl reads it</a>
 */
final class ProxySettings {

    /**
     * A proxy.
     *
     * @param authorization value of {@code Proxy-Authorization}; empty if the address has no user
     */
    record Proxy(Route route, Optional<String> authorization) {

        @Override
        public String toString() {
            // The authorization must not reach a log.
            return route.authority();
        }
    }

    private static final int DEFAULT_PORT = 80;

    private final Optional<Proxy> proxy;
    private final List<String> exceptions;

    private ProxySettings(Optional<Proxy> proxy, List<String> exceptions) {
        this.proxy = proxy;
        this.exceptions = exceptions;
    }

    /** Reads the settings of this process: variables, or properties of the same names. */
    static ProxySettings configured() {
        Config config = ConfigProvider.getConfig();
        return of(name -> config.getOptionalValue(name, String.class).orElse(null));
    }

    /**
     * Reads settings.
     *
     * @param environment returns the value of a variable, or null
     * @throws ConfigurationException if {@code HTTPS_PROXY} is not the address of an HTTP proxy
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

    /** Returns the proxy for a route; empty if the route needs none. */
    Optional<Proxy> proxyFor(Route route) {
        boolean usesProxy = route.secure() && exceptions.stream().noneMatch(entry -> matches(entry, route));
        return usesProxy ? proxy : Optional.empty();
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
            throw invalidAddress();
        }
        if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme())) {
            throw invalidAddress();
        }
        Route route = Route.of("http", uri.getHost(), uri.getPort() > 0 ? uri.getPort() : DEFAULT_PORT);
        return new Proxy(
                route,
                Optional.ofNullable(uri.getUserInfo())
                        .map(user ->
                                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))));
    }

    /** Contains neither the address nor its cause, because the address may contain a password. */
    private static ConfigurationException invalidAddress() {
        return new ConfigurationException("HTTPS_PROXY must be the address of an HTTP proxy, such as http://host:port");
    }

    /** Returns whether an entry of {@code NO_PROXY} is the host of this route or a domain of the host. */
    private static boolean matches(String entry, Route route) {
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
        boolean otherPort = colon >= 0 && !entry.substring(colon + 1).equals(Integer.toString(route.port()));
        String name = colon >= 0 ? entry.substring(0, colon) : entry;
        String domain = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return !otherPort && !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }
}
