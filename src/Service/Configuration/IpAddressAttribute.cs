using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Fresnel.Service.Configuration;

/// <summary>The value is an IP address.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IpAddressAttribute : ValidationAttribute
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is string text && IPAddress.TryParse(text, out _);
}
