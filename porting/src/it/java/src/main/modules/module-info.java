/** A program that moves a homeserver to PostgreSQL. */
module example.journey {
  requires org.synapsepg.config;
  requires org.synapsepg.pghba;
  requires org.synapsepg.porting;
}
