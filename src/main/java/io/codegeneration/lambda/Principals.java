package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.IAM;
import io.codegeneration.generation.Owner;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the caller in what the gateway's authorizer says. Headers and body do not count.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">ARNs of IAM and STS</a>
 */
final class Principals {

    /** The ARN of an assumed role ends with the session name, which differs for every sign-in. */
    private static final Pattern ASSUMED_ROLE = Pattern.compile("(arn:[^:]*:sts::[^:]*:assumed-role/[^/]+)/.*");

    private Principals() {}

    /**
     * Finds the owner of the caller's generations.
     *
     * @param contextKey the key of a Lambda authorizer's context that names the caller
     * @return the owner, or empty if an authorizer admitted the request but names no caller; such a caller must not get the
     *     records of {@link Owner#ANONYMOUS}
     */
    static Optional<Owner> owner(RequestContext context, Optional<String> contextKey) {
        Authorizer authorizer = context == null ? null : context.getAuthorizer();
        return authorizer == null
                ? Optional.of(Owner.ANONYMOUS)
                : principal(authorizer, contextKey).map(name -> Owner.of(Optional.of(name)));
    }

    /** Returns the name of the caller, such as {@code iam:arn:aws:iam::123456789012:user/alice}, or empty. */
    static Optional<String> principal(Authorizer authorizer, Optional<String> contextKey) {
        return iam(authorizer).or(() -> jwt(authorizer)).or(() -> contextKey.flatMap(key -> custom(authorizer, key)));
    }

    /** All users of a Cognito identity pool sign with the same role, so the identity is the name. */
    private static Optional<String> iam(Authorizer authorizer) {
        Optional<IAM> iam = Optional.ofNullable(authorizer.getIam());
        return iam.map(IAM::getCognitoIdentity)
                .map(CognitoIdentity::getIdentityId)
                .filter(id -> !id.isBlank())
                .map(id -> "cognito:" + id)
                .or(() -> iam.map(IAM::getUserArn)
                        .filter(arn -> !arn.isBlank())
                        .map(arn -> "iam:" + withoutSession(arn)));
    }

    private static String withoutSession(String arn) {
        Matcher assumed = ASSUMED_ROLE.matcher(arn);
        return assumed.matches() ? assumed.group(1) : arn;
    }

    private static Optional<String> jwt(Authorizer authorizer) {
        Optional<Map<String, String>> claims =
                Optional.ofNullable(authorizer.getJwt()).map(Authorizer.JWT::getClaims);
        return claims.map(all -> all.get("sub"))
                .filter(subject -> !subject.isBlank())
                .map(subject -> "jwt:" + claims.get().getOrDefault("iss", "") + "#" + subject);
    }

    private static Optional<String> custom(Authorizer authorizer, String key) {
        return Optional.ofNullable(authorizer.getLambda())
                .map(context -> context.get(key))
                .map(Object::toString)
                .filter(value -> !value.isBlank())
                .map(value -> "ctx:" + value);
    }
}
