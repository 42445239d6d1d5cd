using System.Security.Cryptography;
using Fresnel.Inference.Hog;

namespace Fresnel.Inference.Tests.Hog;

public sealed class LevelWriterTests
{
    public static TheoryData<int> Facts => [.. Enumerable.Range(0, GoldenFacts.Read<GoldenFacts.Resized>("resized.json").Length)];

    [Theory]
    [MemberData(nameof(Facts))]
    public void Write_APicture_IsOpenCvsConvertedAndResizedByteForByte(int number)
    {
        var fact = GoldenFacts.Read<GoldenFacts.Resized>("resized.json")[number];
        var level = new HogLevel(1, fact.ToWidth, fact.ToHeight);
        var planes = Unsorted(Write(fact.Width, fact.Height, level), level);
        Assert.Equal(fact.Sha256, Convert.ToHexStringLower(SHA256.HashData(planes)));
    }

    [Fact]
    public void Write_EveryCell_RepeatsItsNeighboursColumns()
    {
        var level = new HogLevel(1, 171, 130);
        var tensor = Write(320, 240, level);
        var columns = level.Columns;
        for (var row = 0; row < 3 * level.TensorHeight; row++)
        {
            var line = tensor.AsSpan(row * level.TensorWidth, level.TensorWidth);
            for (var cell = 1; cell < columns; cell++)
            {
                Assert.Equal(line[(8 * columns) + cell - 1], line[cell]);
                Assert.Equal(line[columns + cell], line[(9 * columns) + cell - 1]);
            }
        }
    }

    private static byte[] Write(int width, int height, HogLevel level)
    {
        var picture = new RgbPicture();
        picture.Resize(width, height);
        picture.Convert(TestPicture.Frame(width, height), 0, height);
        var tensor = new byte[level.TensorBytes];
        new LevelWriter(level, width, height).Write(picture, tensor);
        return tensor;
    }

    /// <summary>Planes of 8 columns + 2 bytes a row, as a picture has them.</summary>
    private static byte[] Unsorted(byte[] tensor, HogLevel level)
    {
        var width = (HogLevel.Cell * level.Columns) + 2;
        var planes = new byte[3 * level.TensorHeight * width];
        for (var row = 0; row < 3 * level.TensorHeight; row++)
        {
            for (var x = 0; x < width; x++)
            {
                var (slot, cell) = x < width - 2 ? (x % HogLevel.Cell, x / HogLevel.Cell) : (x - width + HogLevel.Slots, level.Columns - 1);
                planes[(row * width) + x] = tensor[(row * level.TensorWidth) + (slot * level.Columns) + cell];
            }
        }

        return planes;
    }
}
