using Fresnel.Entities.Tests.Support;
using Xunit.Abstractions;

namespace Fresnel.Entities.Tests.Entity;

public sealed class MemoryEntityTests(ITestOutputHelper output) : EntityContract(new MemoryStore(), output);

public sealed class MemoryEntityFaultTests(ITestOutputHelper output) : EntityFaultContract(new MemoryStore(), output);
