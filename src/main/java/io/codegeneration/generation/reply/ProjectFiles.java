package io.codegeneration.generation.reply;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** File names that are common in projects of any language. */
final class ProjectFiles {

    /** Names without an extension, or with an ambiguous one. Case matters: {@code Build} is a heading, {@code BUILD} a file. */
    private static final Set<String> NAMES = words(
            """
            App.config Appfile Berksfile Brewfile BUILD cabal.project Caddyfile Capfile Cartfile CHANGELOG
            CMakeLists.txt CODEOWNERS configure.ac constraints.txt Containerfile Dangerfile Dockerfile dune
            dune-project Earthfile Fastfile Gemfile GNUmakefile go.mod go.sum go.work gradlew Guardfile
            Jenkinsfile Justfile justfile Kconfig LICENSE Makefile makefile Makefile.am MANIFEST.in MANIFEST.MF
            meson.build mvnw NOTICE NuGet.config nuget.config Package.resolved packages.config Pipfile Podfile
            Procfile py.typed Rakefile README rebar.config requirements.txt robots.txt Snakefile Tiltfile
            Vagrantfile web.config Web.config WORKSPACE
            """);

    private static final Pattern REQUIREMENTS = Pattern.compile("requirements[-_.][a-z]+\\.txt");

    /** {@code .env.example}, {@code .gitignore}, {@code .eslintrc}. */
    private static final Pattern DOT_FILE = Pattern.compile("\\.(?:env(?:\\.[a-z]+)*|[a-z]+ignore|[a-z]+rc"
            + "|gitattributes|gitmodules|gitkeep|editorconfig|browserslist|python-version|ruby-version|node-version"
            + "|java-version|tool-versions|htaccess|bash_profile|profile|clang-format|clang-tidy|dockerignore)");

    /** Variants of a file: {@code Dockerfile.dev}. */
    private static final Pattern VARIANT = Pattern.compile("(?:Dockerfile|Containerfile|Makefile)[.-][A-Za-z]+");

    /** Extensions that belong to no language and are only used in file names. */
    private static final Set<String> EXTENSIONS = words(
            """
            adoc astro avsc axaml cabal conf cshtml csproj csv eex ejs entitlements env erb fsproj gradle haml
            handlebars hbs heex hocon ipynb j2 jinja jinja2 json5 jsonc jsonl leex liquid lock mdx mustache
            ndjson nimble nomad opam pbxproj plist podspec prisma properties props pug razor resx rockspec rst
            service sln storyboard styl thrift tmpl tpl tsv twig txt typ vbproj vcxproj webmanifest xaml
            xcconfig
            """);

    /** Names that look like files but are not. */
    private static final Pattern PRODUCTS = Pattern.compile("(?i)(?:node|next|nuxt|nest|vue|three|express|react|d3"
            + "|chart|ember|backbone|angular|p5|discord|moment|alpine|solid|deno|bun|electron|phaser|matter|pixi"
            + "|tensorflow|babylon|handlebars|leaflet|fabric|day|knockout|meteor|sails|koa|hapi|feathers|mermaid"
            + "|reveal|howler|hono|socket|jquery)\\.(?:js|ts)|process\\.env");

    private static final Pattern DEPENDENCY_LISTS =
            Pattern.compile("(?:.*[/\\\\])?(?:go\\.(?:mod|sum|work)|requirements(?:[-_.][a-z]+)?\\.txt)");

    private ProjectFiles() {}

    /** Returns whether this is the name of a product or variable, although a file could have the same name. */
    static boolean isProductName(String name) {
        return PRODUCTS.matcher(name).matches();
    }

    /** Returns whether this file lists dependencies. It is not code, even if its block has a language. */
    static boolean isDependencyList(String path) {
        return DEPENDENCY_LISTS.matcher(path).matches();
    }

    /** Returns whether the last part of a path is a common file name. */
    static boolean isProjectFile(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return NAMES.contains(name)
                || DOT_FILE.matcher(name).matches()
                || VARIANT.matcher(name).matches()
                || REQUIREMENTS.matcher(name).matches();
    }

    /** Returns whether a path has a common extension that belongs to no language. */
    static boolean hasProjectExtension(String path) {
        return EXTENSIONS.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
