using Fresnel.Messages.Cluster;
using Fresnel.Pbm.Commands;
using Fresnel.Pbm.Output;

namespace Fresnel.Pbm.Tests.Output;

/// <summary>Tables as they are shown, character by character.</summary>
public sealed class TableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 4, 0, 0, TimeSpan.Zero);

    private static readonly ClusterViews.Member[] Members =
    [
        Member("node-1", ["entities", "work", "inference", "api"], MemberStatus.Up, 22, 3, ["cpu"], 1),
        Member("node-2", ["entities", "api"], MemberStatus.Unreachable, 21, 3, ["cuda:0 NVIDIA H100", "cpu"], 45),
        Member("lighthouse", ["lighthouse"], MemberStatus.Up, 0, 0, [], 1),
    ];

    [Fact]
    public void Members_InAPipe_AreOneLineEach() => Assert.Equal(
        """
        ID          ADDRESS         STATUS       WEIGHT  SHARDS  ENTITIES  SEEN  ROLES         DEVICES                 VERSION
        lighthouse  127.0.0.1:8450  up                0       0         0    1s  lighthouse    -                       0.1.0
        node-1      127.0.0.1:8450  up                1      22         3    1s  all           cpu                     0.1.0
        node-2      127.0.0.1:8450  unreachable       1      21         3   45s  entities,api  cuda:0 NVIDIA H100,cpu  0.1.0
        """,
        Text(MemberTable.Of(Members, Now), null));

    [Fact]
    public void Members_OnEightyColumns_FoldIntoTwoLines() => Assert.Equal(
        """
        ID          ADDRESS         STATUS       WEIGHT  SHARDS  ENTITIES  SEEN
        lighthouse  127.0.0.1:8450  up                0       0         0    1s
          roles lighthouse  devices -  version 0.1.0
        node-1      127.0.0.1:8450  up                1      22         3    1s
          roles all  devices cpu  version 0.1.0
        node-2      127.0.0.1:8450  unreachable       1      21         3   45s
          roles entities,api  devices cuda:0 NVIDIA H100,cpu  version 0.1.0
        """,
        Text(MemberTable.Of(Members, Now), 80));

    [Fact]
    public void Members_OfAnotherVersion_AreShownAsFarAsTold()
    {
        var told = System.Text.Json.JsonSerializer.Deserialize<ClusterViews.MemberList>("""{"members":[{"id":"node-9","novelty":{"a":1}}],"more":1}""", System.Text.Json.JsonSerializerOptions.Web)!;

        Assert.Equal(
            """
            ID      ADDRESS  STATUS  WEIGHT  SHARDS  ENTITIES  SEEN  ROLES  DEVICES  VERSION
            node-9  -        -            0       0         0     -  -      -        -
            """,
            Text(MemberTable.Of(told.Members, Now), null));
    }

    [Fact]
    public void Line_TooLong_IsCutAndSaysSo()
    {
        var table = new Table(new("NAME"), new("WHAT"));
        table.Add("a", new string('x', 50));

        Assert.Equal("NAME  WHAT\na     xxxxxxxxxxxxx…", Text(table, 20));
    }

    [Fact]
    public void Cell_OfHostileText_CannotSteerTheTerminal() => Assert.Equal("a?[31mb c?d", Cell.Clean("a\u001b[31mb\nc\u202ed"));

    [Theory]
    [InlineData(new int[0], "")]
    [InlineData(new[] { 5 }, "5")]
    [InlineData(new[] { 3, 1, 2, 0, 7, 9, 10 }, "0-3,7,9,10")]
    public void Ranges_DrawRunsTogether(int[] numbers, string expected) => Assert.Equal(expected, ShardingVerbs.Ranges(numbers));

    [Theory]
    [InlineData(-3, "0s")]
    [InlineData(0.4, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(7200, "2h")]
    [InlineData(260000, "3d")]
    public void Time_HasOneUnit(double seconds, string expected) => Assert.Equal(expected, Times.Text(TimeSpan.FromSeconds(seconds)));

    private static string Text(Table table, int? width) => string.Join('\n', table.Lines(width).Select(line => string.Concat(line.Select(c => c.Text)).TrimEnd()));

    private static ClusterViews.Member Member(string id, string[] roles, string status, int shards, int entities, string[] devices, int seen) => new(
        id, "i", "http://127.0.0.1:8450/", roles, status, roles.Contains("lighthouse") ? 0 : 1, shards, entities, devices, 0.1, "0.1.0", 1, Now, Now.AddSeconds(-seen));
}
