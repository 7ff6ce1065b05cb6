/** Models and a store for a developer's machine. Not part of a production build. */
package io.codegeneration.local;
