namespace Fresnel.LocalCluster.Postgres;

/// <summary>How a PostgreSQL server is stopped.</summary>
public enum PostgresStop
{
    /// <summary>Connections are ended, and everything is written.</summary>
    Fast,

    /// <summary>At once; what was committed is recovered at the next start.</summary>
    Immediate,
}
