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
 * Who calls, as the gateway's authorizer says: never as a header or body says.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html">ARNs of IAM and STS</a>
 */
final class Principals {

    /** An assumed role's ARN ends in the name of a session, which is another for every sign-in. */
    private static final Pattern ASSUMED_ROLE = Pattern.compile("(arn:[^:]*:sts::[^:]*:assumed-role/[^/]+)/.*");

    private Principals() {}

    /**
     * To whom belongs what the caller makes.
     *
     * @param contextKey the key of a Lambda authorizer's context that names the caller
     * @return the owner, or empty if an authorizer let the caller in and names nobody: such a caller must not share what
     *     belongs to {@link Owner#ANONYMOUS}
     */
    static Optional<Owner> owner(RequestContext context, Optional<String> contextKey) {
        Authorizer authorizer = context == null ? null : context.getAuthorizer();
        return authorizer == null
                ? Optional.of(Owner.ANONYMOUS)
                : principal(authorizer, contextKey).map(name -> Owner.of(Optional.of(name)));
    }

    /** The caller's name, such as {@code iam:arn:aws:iam::123456789012:user/alice}; empty if the authorizer gives none. */
    static Optional<String> principal(Authorizer authorizer, Optional<String> contextKey) {
        return iam(authorizer).or(() -> jwt(authorizer)).or(() -> contextKey.flatMap(key -> custom(authorizer, key)));
    }

    /** All users of a Cognito identity pool sign with the same role: the identity tells them apart. */
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
