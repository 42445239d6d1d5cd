using Fresnel.Inference.Batching;

namespace Fresnel.Inference.Tests.Batching;

public sealed class CircuitBreakerTests
{
    [Fact]
    public void Failed_SoManyInARow_OpensForTheTime()
    {
        var breaker = new CircuitBreaker(failures: 3, openFor: 100);
        Assert.False(breaker.Failed(0));
        Assert.False(breaker.Failed(1));
        Assert.False(breaker.IsOpen(1));
        Assert.True(breaker.Failed(2));
        Assert.True(breaker.IsOpen(101));
        Assert.False(breaker.IsOpen(102));
    }

    [Fact]
    public void Failed_AfterTheTime_OpensAgainAtOnce()
    {
        var breaker = new CircuitBreaker(failures: 2, openFor: 100);
        breaker.Failed(0);
        breaker.Failed(0);
        Assert.True(breaker.Failed(150));
        Assert.True(breaker.IsOpen(249));
    }

    [Fact]
    public void Open_WithoutFailuresBefore_RefusesForTheTimeAndClosesAfterASuccess()
    {
        var breaker = new CircuitBreaker(failures: 3, openFor: 100);
        breaker.Open(10);
        Assert.True(breaker.IsOpen(109));
        Assert.False(breaker.IsOpen(110));
        Assert.True(breaker.Failed(120));
        breaker.Succeeded();
        Assert.False(breaker.Failed(130));
    }

    [Fact]
    public void Succeeded_BetweenFailures_StartsTheCountAgain()
    {
        var breaker = new CircuitBreaker(failures: 2, openFor: 100);
        breaker.Failed(0);
        breaker.Succeeded();
        Assert.False(breaker.Failed(0));
        Assert.False(breaker.IsOpen(0));
    }
}
