using Fresnel.Media.Processes;
using Fresnel.Media.Sources;

namespace Fresnel.Media.Tests.Sources;

public sealed class VideoSourceTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("concat:/etc/passwd|/etc/hosts")]
    [InlineData("pipe:0")]
    [InlineData("subfile,,start,0,end,9,,:/etc/passwd")]
    [InlineData("data:text/plain,x")]
    [InlineData("tcp://host:1")]
    [InlineData("rtsp://user:secret@host/cam")]
    [InlineData("rtsp://user@host/cam")]
    [InlineData("rtsp://user:554/secret@host/cam")]
    [InlineData("rtsp://user:12?secret@host/cam")]
    [InlineData("rtsp:///cam")]
    [InlineData("rtsp://host/cam'\nfile '/etc/passwd")]
    [InlineData("rtsp://host/cam'x")]
    [InlineData("file://host/share/a.mp4")]
    [InlineData("a\0b")]
    public void Parse_WhatMustNotReachFfmpeg_IsRefusedWithoutSecrets(string text)
    {
        var error = Assert.Throws<MediaException>(() => VideoSource.Parse(text));
        Assert.Equal(MediaErrorCode.InvalidSource, error.Code);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-i", "/base/-i")]
    [InlineData("./concat:a", "/base/concat:a")]
    [InlineData("/x/pipe:0", "/x/pipe:0")]
    [InlineData("file:/x/a b.mp4", "/x/a b.mp4")]
    [InlineData("file:///x/a%20b.mp4", "/x/a b.mp4")]
    [InlineData("sub/../a.mp4", "/base/a.mp4")]
    public void Parse_Paths_BecomeFullPathsBehindTheFileProtocol(string text, string path)
    {
        var source = VideoSource.Parse(text, baseFolder: "/base");
        Assert.Equal((SourceKind.File, path), (source.Kind, source.Address));
        Assert.Equal(["-protocol_whitelist", "file", "-format_whitelist", SourceArguments.Containers, "-i", $"file:{path}"], SourceArguments.For(source));
    }

    [Fact]
    public void Parse_Stream_KeepsTheCredentialApart()
    {
        var source = VideoSource.Parse("RTSP://Host:8554/a%20b?x=1", new SourceCredential("me", "a b+c'd@e"));
        Assert.True(source.IsLive);
        Assert.Equal("rtsp://host:8554/a%20b?x=1", source.ToString());
        Assert.Equal("rtsp://me:a%20b%2Bc%27d%40e@host:8554/a%20b?x=1", source.AddressWithCredential());
        Assert.DoesNotContain("a%20b%2B", string.Join(' ', SourceArguments.For(source)), StringComparison.Ordinal);
        Assert.Equal("***", source.Credential!.ToString());
    }

    [Theory]
    [InlineData("Impossible to open 'rtsp://u:p%40s@host/cam'", "Impossible to open 'rtsp://***@host/cam'")]
    [InlineData("rtsp://u:p@a@host/x and http://v:w@h", "rtsp://***@host/x and http://***@h")]
    [InlineData("the word p@s and p%40s", "the word *** and ***")]
    [InlineData("mail a@b: rtsp://host/x@y", "mail a@b: rtsp://host/x@y")]
    public void Redactor_Text_LosesCredentialsOnly(string text, string expected) =>
        Assert.Equal(expected, new Redactor(new SourceCredential("u", "p@s")).Redact(text));

    [Fact]
    public void StderrTail_FloodOfText_StaysBounded()
    {
        var tail = new StderrTail(1000, new Redactor());
        for (var i = 0; i < 10_000; i++) tail.Append($"line {i}\nsame\nsame\n");
        Assert.InRange(tail.ToString().Length, 500, 1100);
        Assert.EndsWith("line 9999\nsame", tail.ToString(), StringComparison.Ordinal);
    }
}
