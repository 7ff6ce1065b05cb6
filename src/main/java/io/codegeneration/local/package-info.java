/**
 * Models, a store and a job queue for a developer's machine. Uses the ports of the core; a production build leaves this
 * package out, so no other package may use it. Read {@link io.codegeneration.local.FolderStore} first.
 */
package io.codegeneration.local;
