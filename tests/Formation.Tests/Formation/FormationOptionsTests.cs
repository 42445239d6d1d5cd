using System.ComponentModel.DataAnnotations;
using Fresnel.Entities.Formation;
using Fresnel.Entities.Security;

namespace Fresnel.Formation.Tests.Formation;

public sealed class FormationOptionsTests
{
    [Fact]
    public void Defaults_WithCertificates_AreAllowed() => FormationOptionsCheck.ThrowIfInvalid(Good());

    [Theory]
    [InlineData("Port", "70000")]
    [InlineData("Weight", "0")]
    [InlineData("Weight", "101")]
    [InlineData("SystemName", "fres nel")]
    [InlineData("BindHost", "a\"b")]
    [InlineData("PublicHost", "-x")]
    [InlineData("AppVersion", "v1")]
    [InlineData("WaitForLighthouse", "00:02:00")]
    public void ValueThatIsNotAllowed_IsNamed(string key, string value)
    {
        var options = Good();
        var property = typeof(FormationOptions).GetProperty(key)!;
        property.SetValue(options, property.PropertyType == typeof(TimeSpan)
            ? TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
            : Convert.ChangeType(value, property.PropertyType, System.Globalization.CultureInfo.InvariantCulture));

        var refused = Assert.Throws<ValidationException>(() => FormationOptionsCheck.ThrowIfInvalid(options));

        Assert.StartsWith($"Formation:{key} is '{value}': ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Entities")]
    [InlineData("a\"]")]
    [InlineData("")]
    public void RoleThatIsNotAllowed_IsNamed(string role)
    {
        var options = Good();
        options.Roles = [role];

        var refused = Assert.Throws<ValidationException>(() => FormationOptionsCheck.ThrowIfInvalid(options));

        Assert.Contains($"'{role}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoRole_IsRefused()
    {
        var options = Good();
        options.Roles = [];

        Assert.Throws<ValidationException>(() => FormationOptionsCheck.ThrowIfInvalid(options));
    }

    [Fact]
    public void AllAddresses_AreNoPublicAddress()
    {
        var options = Good();
        options.BindHost = "0.0.0.0";
        Assert.Throws<ValidationException>(() => FormationOptionsCheck.ThrowIfInvalid(options));
        options.PublicHost = "node-1.example.org";

        FormationOptionsCheck.ThrowIfInvalid(options);
    }

    [Fact]
    public void Certificates_NeedAFolderOrThreeFiles()
    {
        Assert.Throws<ValidationException>(() => FormationOptionsCheck.ThrowIfInvalid(With(new CertificateOptions())));
        Assert.Throws<ValidationException>(
            () => FormationOptionsCheck.ThrowIfInvalid(With(new CertificateOptions { Authority = "a", Key = "k" })));
        Assert.Throws<ValidationException>(
            () => FormationOptionsCheck.ThrowIfInvalid(With(new CertificateOptions { Folder = "f", Key = "k" })));
        FormationOptionsCheck.ThrowIfInvalid(With(new CertificateOptions { Authority = "a", Certificate = "c", Key = "k" }));
    }

    [Theory]
    [InlineData("entities", 1, "entities,shardhost")]
    [InlineData("entities,work", 4, "entities,work,shardhost,entities-weight-4")]
    [InlineData("lighthouse", 4, "lighthouse,shardhost")]
    [InlineData("inference", 1, "inference")]
    [InlineData("entities,shardhost,entities", 1, "entities,shardhost")]
    public void Roles_AreCompleted(string configured, int weight, string expected)
    {
        var options = Good();
        options.Roles = configured.Split(',');
        options.Weight = weight;

        Assert.Equal(expected.Split(','), ClusterSettings.RolesOf(options));
    }

    [Theory]
    [InlineData("entities", 1)]
    [InlineData("entities,entities-weight-4", 4)]
    [InlineData("entities,entities-weight-x", 1)]
    [InlineData("entities,entities-weight-0", 1)]
    [InlineData("entities,entities-weight--3", 1)]
    public void Weight_IsReadFromTheRoles(string roles, int weight) => Assert.Equal(weight, ClusterRoles.WeightOf(roles.Split(',')));

    [Fact]
    public void Settings_HoldTheOptions()
    {
        var options = Good();
        options.BindHost = "0.0.0.0";
        options.PublicHost = "10.1.2.3";
        options.Port = 8451;
        options.AppVersion = "1.4.2";
        var settings = ClusterSettings.Of(options);

        Assert.Equal("0.0.0.0", settings.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal("10.1.2.3", settings.GetString("akka.remote.dot-netty.tcp.public-hostname"));
        Assert.Equal(8451, settings.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.True(settings.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"));
        Assert.Equal("1.4.2", settings.GetString("akka.cluster.app-version"));
        Assert.Equal(["entities", "shardhost"], settings.GetStringList("akka.cluster.roles"));
        Assert.Equal("lease-majority", settings.GetString("akka.cluster.split-brain-resolver.active-strategy"));
        Assert.Equal("shardhost", settings.GetString("akka.cluster.split-brain-resolver.lease-majority.role"));
        Assert.Equal(
            TimeSpan.FromSeconds(2),
            settings.GetTimeSpan("akka.cluster.split-brain-resolver.lease-majority.acquire-lease-delay-for-minority"));
        Assert.Equal(TimeSpan.FromSeconds(5), settings.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.GetTimeSpan("akka.cluster.failure-detector.expected-response-after"));
        Assert.Equal(0, settings.GetInt("akka.cluster.sharding.coordinator-state.write-majority-plus"));
        Assert.Empty(settings.GetStringList("akka.cluster.sharding.distributed-data.durable.keys"));
    }

    private static FormationOptions Good() => With(new CertificateOptions { Folder = "certificates" });

    private static FormationOptions With(CertificateOptions certificates) => new() { Certificates = certificates };
}
