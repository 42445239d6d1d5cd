using Fresnel.Messages;
using Fresnel.Messages.Entities;
using Fresnel.Messages.Wire;
using Fresnel.Wire.Tests.Golden;
using static Fresnel.Wire.Tests.TestCodec;

namespace Fresnel.Wire.Tests.Serialization;

/// <summary>
/// Everything that has a wire name comes through Akka's serialization as it was: on its own, as an event, or within what carries it.
/// </summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private static readonly WireType[] Types = [.. new WireCodec(typeof(EntityId).Assembly).Types];

    private LocalSystem local = null!;

    public static TheoryData<string> Names => [.. Types.Select(wire => wire.Name)];

    public async Task InitializeAsync() => local = await LocalSystem.StartAsync();

    public async Task DisposeAsync() => await local.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_ThroughAkkaSerialization_ComesBackEqual(string name)
    {
        var message = Samples.Of(Types.Single(wire => wire.Name == name).Type);

        foreach (var carrier in Carriers(message)) Assert.Equivalent(carrier, local.Transfer(carrier), strict: true);
        Assert.Equal(0, local.Setup.Refusals);
    }

    private static object[] Carriers(object message) => message switch
    {
        IWireMessage => [message],
        IEntityEvent @event => [new JournaledEvent(@event, FullMeta), new JournaledEvent(@event, BareMeta)],
        _ =>
        [
            new EntityMessages.Command(Wall, "c-1", message, SampleBuilder.Moment),
            new EntityMessages.Query(Wall, "q-1", message, SampleBuilder.Moment),
            new EntityAnswer(Wall, "c-1", AnswerStatus.Accepted, "done", View: message),
            new EntitySnapshot(message, 7, [], null, false),
        ],
    };
}
