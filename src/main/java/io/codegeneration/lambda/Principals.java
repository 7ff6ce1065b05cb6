package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who calls, as the gateway's authorizer says: never as a header or body says.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">ARNs of IAM and STS</a>
 */
final class Principals {

    /** An assumed role's ARN ends in the name of a session, which is another for every sign-in. */
    private static final Pattern ASSUMED_ROLE = Pattern.compile("(arn:[^:]*:sts::[^:]*:assumed-role/[^/]+)/.*");

    private Principals() {}

    static Optional<String> of(RequestContext context, Optional<String> contextKey) {
        Authorizer authorizer = context == null ? null : context.getAuthorizer();
        if (authorizer == null) {
            return Optional.empty();
        }
        return iam(authorizer).or(() -> jwt(authorizer)).or(() -> contextKey.flatMap(key -> custom(authorizer, key)));
    }

    private static Optional<String> iam(Authorizer authorizer) {
        return Optional.ofNullable(authorizer.getIam())
                .map(iam -> iam.getUserArn())
                .filter(arn -> !arn.isBlank())
                .map(arn -> "iam:" + withoutSession(arn));
    }

    private static String withoutSession(String arn) {
        Matcher assumed = ASSUMED_ROLE.matcher(arn);
        return assumed.matches() ? assumed.group(1) : arn;
    }

    private static Optional<String> jwt(Authorizer authorizer) {
        Map<String, String> claims =
                authorizer.getJwt() == null ? null : authorizer.getJwt().getClaims();
        if (claims == null || claims.get("sub") == null) {
            return Optional.empty();
        }
        return Optional.of("jwt:" + claims.getOrDefault("iss", "") + "#" + claims.get("sub"));
    }

    private static Optional<String> custom(Authorizer authorizer, String key) {
        return Optional.ofNullable(authorizer.getLambda())
                .map(context -> context.get(key))
                .map(value -> "ctx:" + value);
    }
}
