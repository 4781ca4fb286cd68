/**
 * Question: how does a stand-in of the lab answer on loopback, and what exactly was it sent?
 *
 * <p>A small HTTP/1.1 server on listeners that someone else opened (on the host or in a network
 * namespace), plain or under TLS with a throw-away authority, keeping each request's bytes. It
 * knows nothing of what is asked, and it is not meant to face a network.
 */
@NullMarked
package dev.stoplock.lab.loopback;

import org.jspecify.annotations.NullMarked;
