namespace Fresnel.Clustering.Tests.RabbitMq;

/// <summary>Tests that share a broker run one after the other: what one of them does to it (an alarm) is felt by all.</summary>
[CollectionDefinition(Name)]
public sealed class OneRabbitMq : ICollectionFixture<RabbitMqServer>
{
    public const string Name = "rabbitmq";
}
