using Npgsql;

namespace Fresnel.Entities.Formation;

/// <summary>Looks for other entity nodes before this process joins.</summary>
public static class EntityNodesSeen
{
    /// <summary>
    /// Returns whether another process with the role <c>entities</c> renewed its row lately: whether somebody runs the entities while this
    /// process takes its time to start.
    /// </summary>
    /// <param name="formation">The formation of this process.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>False where there is none, for an embedded node, and where the database does not answer or has no members yet.</returns>
    public static async Task<bool> IsAnyAsync(NodeFormation formation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(formation);
        if (formation.Database is not { } database) return false;
        try
        {
            return await database.AskAsync((connection, token) => AskAsync(connection, formation.Times.Fresh, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, TimeSpan fresh, CancellationToken cancellationToken)
    {
        const string sql = "select exists(select from cluster_member where @role = any(roles) and seen > clock_timestamp() - @fresh and not dismissed)";
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new("role", ClusterRoles.Entities),
            new("fresh", fresh) } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
