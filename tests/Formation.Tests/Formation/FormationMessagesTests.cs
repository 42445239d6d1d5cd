using System.Text;
using Fresnel.Entities.Formation;
using Fresnel.Messages.Wire;

namespace Fresnel.Formation.Tests.Formation;

/// <summary>The messages between processes keep their wire form: other versions of the program read them.</summary>
public sealed class FormationMessagesTests
{
    private static readonly WireCodec Codec = new(typeof(FormationMessages).Assembly);

    public static TheoryData<object, string, string> Forms => new()
    {
        { new FormationMessages.AskRenewals(), "formation.ask-renewals", "{}" },
        { new FormationMessages.Renewals(4200), "formation.renewals", """{"unbrokenMs":4200}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Message_KeepsItsForm(object message, string name, string json)
    {
        var written = Codec.Encode(message);

        Assert.Equal((name, 1, json), (written.Name, written.Version, Encoding.UTF8.GetString(written.Json.Span)));
        Assert.Equal(message, Codec.Decode(new WireData(name, 1, Encoding.UTF8.GetBytes(json))));
    }
}
