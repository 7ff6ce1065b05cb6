package io.codegeneration.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import io.codegeneration.generation.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalsTest {

    private static final Optional<String> NO_KEY = Optional.empty();

    private final Authorizer authorizer = new Authorizer();

    @Test
    void isAnybodyWithoutAnAuthorizer() {
        assertThat(Principals.owner(null, NO_KEY)).hasValue(Owner.ANONYMOUS);
        assertThat(Principals.owner(new RequestContext(), NO_KEY)).hasValue(Owner.ANONYMOUS);
    }

    @Test
    void hasNoOwnerWhereAnAuthorizerNamesNobody() {
        RequestContext context = new RequestContext();
        context.setAuthorizer(authorizer);
        assertThat(Principals.owner(context, NO_KEY)).isEmpty();

        authorizer.setLambda(Map.of("tenant", "acme"));
        assertThat(Principals.owner(context, NO_KEY)).isEmpty();
        assertThat(Principals.owner(context, Optional.of("tenant")))
                .hasValue(Owner.of(Optional.of("ctx:acme")))
                .isNotEqualTo(Optional.of(Owner.ANONYMOUS));
    }

    @Test
    void isTheIdentityOfACognitoPoolAndNotTheRoleThatAllItsUsersShare() {
        signedBy("arn:aws:sts::123456789012:assumed-role/PoolUsers/CognitoIdentityCredentials");
        identity("us-east-1:3f291106-8703-466b-8f2b-3ecee1ca56ce");

        assertThat(principal(null)).hasValue("cognito:us-east-1:3f291106-8703-466b-8f2b-3ecee1ca56ce");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void isTheIamCallerWhereThereIsNoIdentity(String id) {
        signedBy("arn:aws:iam::123456789012:user/alice");
        identity(id);

        assertThat(principal(null)).hasValue("iam:arn:aws:iam::123456789012:user/alice");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::123456789012:user/alice, iam:arn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::123456789012:user/team/alice, iam:arn:aws:iam::123456789012:user/team/alice",
        "arn:aws:iam::123456789012:root, iam:arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.org, iam:arn:aws:sts::123456789012:assumed-role/Developer",
        "arn:aws:sts::123456789012:assumed-role/Developer/i-0abc, iam:arn:aws:sts::123456789012:assumed-role/Developer",
        "arn:aws-us-gov:sts::123456789012:assumed-role/Developer/x, iam:arn:aws-us-gov:sts::123456789012:assumed-role/Developer",
        "arn:aws:sts::123456789012:federated-user/alice, iam:arn:aws:sts::123456789012:federated-user/alice"
    })
    void isAnIamUserOrARoleWithoutItsSession(String arn, String principal) {
        signedBy(arn);

        assertThat(principal(null)).hasValue(principal);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = " ")
    void isNobodyWithoutAnArn(String arn) {
        signedBy(arn);

        assertThat(principal(null)).isEmpty();
    }

    @Test
    void isTheSubjectOfATokenByItsIssuer() {
        claims(Map.of("iss", "https://issuer.example", "sub", "42", "username", "alice"));

        assertThat(principal(null)).hasValue("jwt:https://issuer.example#42");
    }

    @Test
    void isNobodyWhereATokenHasNoSubject() {
        claims(Map.of("iss", "https://issuer.example", "sub", " "));
        assertThat(principal(null)).isEmpty();

        claims(Map.of("iss", "https://issuer.example", "client_id", "7"));
        assertThat(principal(null)).isEmpty();

        claims(null);
        assertThat(principal(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"tenant, ctx:acme", "number, ctx:7", "flag, ctx:true"})
    void isWhatAnAuthorizerOfOnesOwnSays(String key, String principal) {
        authorizer.setLambda(Map.of("tenant", "acme", "number", 7, "flag", true));

        assertThat(principal(key)).hasValue(principal);
    }

    @Test
    void isNobodyWithoutTheConfiguredKey() {
        Map<String, Object> context = new HashMap<>();
        context.put("tenant", null);
        context.put("blank", " ");
        context.put("other", "x");
        authorizer.setLambda(context);

        assertThat(principal("tenant")).isEmpty();
        assertThat(principal("blank")).isEmpty();
        assertThat(principal("missing")).isEmpty();
        assertThat(principal(null)).isEmpty();
    }

    @Test
    void believesIamBeforeATokenAndATokenBeforeAContext() {
        authorizer.setLambda(Map.of("tenant", "acme"));
        claims(Map.of("iss", "i", "sub", "s"));
        assertThat(principal("tenant")).hasValue("jwt:i#s");

        signedBy("arn:aws:iam::123456789012:user/alice");
        assertThat(principal("tenant")).hasValue("iam:arn:aws:iam::123456789012:user/alice");
    }

    private void signedBy(String arn) {
        RequestContext.IAM iam = new RequestContext.IAM();
        iam.setUserArn(arn);
        authorizer.setIam(iam);
    }

    private void identity(String id) {
        RequestContext.CognitoIdentity identity = new RequestContext.CognitoIdentity();
        identity.setIdentityId(id);
        authorizer.getIam().setCognitoIdentity(identity);
    }

    private void claims(Map<String, String> claims) {
        Authorizer.JWT jwt = new Authorizer.JWT();
        jwt.setClaims(claims);
        authorizer.setJwt(jwt);
    }

    private Optional<String> principal(String contextKey) {
        return Principals.principal(authorizer, Optional.ofNullable(contextKey));
    }
}
