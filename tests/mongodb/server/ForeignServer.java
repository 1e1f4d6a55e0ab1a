import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * mongo-java-server on 127.0.0.1: `java -cp 'lib/*' ForeignServer.java --port 27017 [--replSet NAME]`. It prints its address
 * once it listens. Further options of mongod are accepted and ignored.
 */
class ForeignServer extends MemoryBackend {
  /** MongoDB 5.0, the newest version that this server knows. Its own wire version for it, 8, is older than drivers accept. */
  private static final MongoVersion VERSION =
      new MongoVersion() {
        public List<Integer> getVersionArray() {
          return List.of(5, 0, 0);
        }

        public int getWireVersion() {
          return 13;
        }
      };

  private final int port;
  private final String replicaSet;
  /** The configuration that replSetInitiate gave; null before it. */
  private volatile Document configuration;

  private ForeignServer(int port, String replicaSet) {
    this.port = port;
    this.replicaSet = replicaSet;
    version(VERSION);
  }

  public static void main(String[] arguments) {
    int port = Integer.parseInt(option(arguments, "--port", "0"));
    var server = new MongoServer(new ForeignServer(port, option(arguments, "--replSet", null)));
    server.bind("127.0.0.1", port);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    System.out.println(server.getConnectionString());
  }

  private static String option(String[] arguments, String name, String fallback) {
    int at = Arrays.asList(arguments).indexOf(name);
    return at < 0 ? fallback : arguments[at + 1];
  }

  /** Adds the commands of a replica set of one. */
  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    if (replicaSet == null) return super.handleCommand(channel, database, command, query);
    return switch (command.toLowerCase(Locale.ROOT)) {
      case "hello", "ismaster" -> hello(super.handleCommand(channel, database, "ismaster", query));
      case "replsetinitiate" -> initiate((Document) query.get(command));
      case "replsetgetconfig" -> answer().append("config", initiated());
      case "replsetreconfig" -> reconfigure((Document) query.get(command));
      default -> super.handleCommand(channel, database, command, query);
    };
  }

  /** https://www.mongodb.com/docs/manual/reference/command/hello/ */
  private Document hello(Document hello) {
    String host = host();
    // A member that is not in its own configuration has no primary.
    if (!("127.0.0.1:" + port).equals(host)) return hello.append("ismaster", false).append("isreplicaset", true);
    return hello
        .append("isWritablePrimary", true)
        .append("secondary", false)
        .append("setName", replicaSet)
        .append("setVersion", configuration.get("version"))
        .append("hosts", List.of(host))
        .append("me", host)
        .append("primary", host)
        .append("logicalSessionTimeoutMinutes", 30);
  }

  private Document initiate(Document given) {
    if (configuration != null) throw new MongoServerError(23, "AlreadyInitialized", "already initialized");
    if (!replicaSet.equals(given.get("_id"))) {
      throw new MongoServerError(93, "InvalidReplicaSetConfig", "expected the name " + replicaSet);
    }
    configuration = given.cloneDeeply().append("version", 1);
    return answer();
  }

  private Document reconfigure(Document given) {
    initiated();
    configuration = given.cloneDeeply();
    return answer();
  }

  private Document initiated() {
    if (configuration == null) throw new MongoServerError(94, "NotYetInitialized", "no replset config has been received");
    return configuration;
  }

  private String host() {
    if (configuration == null) return null;
    var members = (List<?>) configuration.get("members");
    return (String) ((Document) members.get(0)).get("host");
  }

  private static Document answer() {
    return new Document("ok", 1.0);
  }
}
