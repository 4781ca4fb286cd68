/**
 * Question: which mails reached a mail company's interface, for whom, and in which bytes?
 *
 * <p>Stand-ins of mail companies' interfaces that check the credential, answer as the real ones do
 * and keep every request. They read JSON with a library of their own, so that what they count does
 * not rest on the parser under test. They deliver nothing anywhere.
 */
@NullMarked
package dev.stoplock.lab.mail;

import org.jspecify.annotations.NullMarked;
