"""Writes pinyin.txt, the table behind db/pinyin.py; needs pypinyin, a development tool.

Run `python resources/make_pinyin.py` after an edit here. The same input gives the same bytes; a test compares them.

Readings of single characters are the first, most common ones of pypinyin, without tone, ü as v; COMMON mends those
that are not what names of people, places and units use. Surnames and words are common knowledge, collected by hand
from 现代汉语词典 and the usual lists of surnames.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

HEAD = "# Written by make_pinyin.py from the tables of pypinyin (MIT licence) and its own lists. Do not edit."
TARGET = Path(__file__).with_name("pinyin.txt")
IDEOGRAPHS = ((0x3007, 0x3007), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # no private use

# Where the first reading of the source is not the one a name has.
COMMON = """
bo 薄泊 bu 卜 chang 长 de 得的 di 地 dong 洞 du 都 en 嗯 heng 珩 huan 还 jie 藉 jun 隽 le 乐勒了 qiao 峤 qie 茄
sheng 晟 shi 什 shuai 率 si 偲 tiao 调 wo 涡 yang 玚 zeng 曾 zhai 翟 zhan 辗 zhuo 琢焯 nai 佴 yin 龈
"""

# Surnames whose reading differs from the common one, or is often got wrong; the traditional forms beside them.
SURNAMES = """
ba 把 bai 柏 bao 鲍鮑暴 ben 贲賁 bi 秘祕毕畢 bie 别別 bo 薄伯 bu 卜步 chao 晁 che 车車 chen 谌諶陈陳 cheng 晟程
chong 种 chu 褚储儲 chuai 啜揣 cong 从從 dai 逮 di 邸狄 du 都 duo 朵 fan 范範樊 fei 斐费費 gai 溉 gan 干 ge 盖蓋葛
gong 巩鞏 gou 句勾苟 gui 炅炔 guo 过過郭呙咼 ha 哈 han 撖 hao 郝 he 黑和贺賀 hou 郈 hu 虎 hua 华華
ji 纪紀籍暨亓嵇蓟薊冀藉 jia 郏郟贾賈 jiao 缴繳 jin 靳 ju 鞠 juan 隽雋 kan 阚闞 kuai 蒯郐鄶 kui 夔 le 勒 lei 雷
leng 冷 li 郦酈 ling 令 lu 六逯芦蘆禄祿 lv 吕呂 luan 栾欒 luo 雒 man 满滿 mi 宓 miao 缪繆 mou 牟 na 那娜 nai 能佴
nian 粘 nie 乜聂聶 ning 宁寧甯 ou 区區欧歐 pang 逄庞龐 piao 朴 po 繁 pu 濮溥蒲 qiao 谯譙 qie 郄 qin 覃秦 qiu 仇裘
qu 瞿曲璩麴 quan 权權 que 阙闕 ran 冉 ren 任 rui 芮 sa 撒 she 折佘厍舍 shan 单單 shao 召少邵 shen 莘沈慎 sheng 盛
shi 石 shu 殳 sui 眭睢隋 su 宿 ta 沓 tai 邰 ti 遆 tong 仝佟 tou 钭鈄 tuo 庹拓妥 wan 万萬 wei 隗尉危卫衛 wu 毋仵
xi 郗郤 xian 冼洗鲜鮮线線咸 xiang 相 xiao 肖萧蕭 xie 解颉頡谢謝 xing 幸邢行 xu 胥 xun 郇荀 yan 燕剡鄢阎閻晏 yao 幺么
ye 叶葉 yin 尹印殷 ying 应應 you 尤尢 yu 於蔚庾俞 yuan 苑 yue 乐樂 yun 员員贠贇郓鄆 zang 臧 ze 笮迮 zeng 曾 zha 查
zhai 翟砦祭 zhan 占詹 zhang 仉 zhong 仲钟鍾 zhuo 禚 zi 訾 zuo 左
"""

# Kept whole by masking, so a pair that is more often a single surname and a given name's first character (宗政, 乐正,
# 章佳, 贺兰, 王孙, 高阳 …) is left out: its reading is the same, and a masked name then shows less, not more.
COMPOUNDS = """
欧阳 ou yang; 歐陽 ou yang; 太史 tai shi; 端木 duan mu; 上官 shang guan; 司马 si ma; 司馬 si ma; 东方 dong fang
東方 dong fang; 独孤 du gu; 獨孤 du gu; 南宫 nan gong; 南宮 nan gong; 万俟 mo qi; 萬俟 mo qi; 闻人 wen ren
聞人 wen ren; 夏侯 xia hou; 诸葛 zhu ge; 諸葛 zhu ge; 尉迟 yu chi; 尉遲 yu chi; 公羊 gong yang; 赫连 he lian
赫連 he lian; 澹台 tan tai; 澹臺 tan tai; 皇甫 huang fu; 濮阳 pu yang; 濮陽 pu yang; 公冶 gong ye; 太叔 tai shu
申屠 shen tu; 公孙 gong sun; 公孫 gong sun; 慕容 mu rong; 仲孙 zhong sun; 仲孫 zhong sun; 钟离 zhong li
鍾離 zhong li; 长孙 zhang sun; 長孫 zhang sun; 宇文 yu wen; 司徒 si tu; 鲜于 xian yu; 鮮于 xian yu; 司空 si kong
司寇 si kou; 闾丘 lv qiu; 閭丘 lv qiu; 闾邱 lv qiu; 子车 zi ju; 子車 zi ju; 亓官 qi guan; 巫马 wu ma; 巫馬 wu ma
公西 gong xi; 漆雕 qi diao; 壤驷 rang si; 壤駟 rang si; 公良 gong liang; 拓跋 tuo ba; 夹谷 jia gu; 夾谷 jia gu
宰父 zai fu; 谷梁 gu liang; 穀梁 gu liang; 段干 duan gan; 百里 bai li; 呼延 hu yan; 东郭 dong guo; 東郭 dong guo
南门 nan men; 南門 nan men; 羊舌 yang she; 微生 wei sheng; 梁丘 liang qiu; 左丘 zuo qiu; 东门 dong men
東門 dong men; 西门 xi men; 西門 xi men; 令狐 ling hu; 轩辕 xuan yuan; 軒轅 xuan yuan; 单于 chan yu; 單于 chan yu
淳于 chun yu; 第五 di wu; 归海 gui hai; 歸海 gui hai; 毌丘 guan qiu; 毋丘 guan qiu; 叔孙 shu sun; 叔孫 shu sun
季孙 ji sun; 季孫 ji sun; 臧孙 zang sun; 颛孙 zhuan sun; 顓孫 zhuan sun; 士孙 shi sun; 公输 gong shu; 公輸 gong shu
公仪 gong yi; 公儀 gong yi; 公户 gong hu; 公山 gong shan; 相里 xiang li; 东里 dong li; 东野 dong ye; 東野 dong ye
北宫 bei gong; 北宮 bei gong; 即墨 ji mo; 谯笪 qiao da; 阳佟 yang tong; 墨哈 mo ha; 胡母 hu mu; 西乞 xi qi
屠岸 tu an; 涂山 tu shan; 徐离 xu li; 达奚 da xi; 達奚 da xi; 屈突 qu tu; 斛律 hu lv; 尔朱 er zhu; 爾朱 er zhu
哥舒 ge shu; 仆固 pu gu; 僕固 pu gu; 契苾 qi bi; 库狄 she di; 厍狄 she di; 乞伏 qi fu; 秃发 tu fa; 沮渠 ju qu
宿勤 su qin; 侯莫陈 hou mo chen; 阿史那 a shi na; 吐谷浑 tu yu hun; 耶律 ye lv; 完颜 wan yan; 完顏 wan yan
纳兰 na lan; 納蘭 na lan; 那拉 na la; 富察 fu cha; 费莫 fei mo; 叶赫 ye he; 叶赫那拉 ye he na la
葉赫那拉 ye he na la; 爱新觉罗 ai xin jue luo; 愛新覺羅 ai xin jue luo; 西林觉罗 xi lin jue luo
伊尔根觉罗 yi er gen jue luo; 钮祜禄 niu hu lu; 瓜尔佳 gua er jia; 赫舍里 he she li; 舒穆禄 shu mu lu
他塔喇 ta ta la
"""

# Words in the names of places and units (some also in given names) that their characters' common readings get wrong.
WORDS = """
重庆 chong qing; 重慶 chong qing; 重阳 chong yang; 重陽 chong yang; 重光 chong guang; 重华 chong hua; 重九 chong jiu
银行 yin hang; 銀行 yin hang; 支行 zhi hang; 分行 fen hang; 总行 zong hang; 商行 shang hang; 车行 che hang
行业 hang ye; 行长 hang zhang; 同行 tong hang; 厦门 xia men; 廈門 xia men; 音乐 yin yue; 音樂 yin yue; 乐器 yue qi
乐团 yue tuan; 乐队 yue dui; 乐章 yue zhang; 民乐 min yue; 会计 kuai ji; 會計 kuai ji; 调查 diao cha; 调度 diao du
校长 xiao zhang; 园长 yuan zhang; 院长 yuan zhang; 家长 jia zhang; 长者 zhang zhe; 长辈 zhang bei; 格长 ge zhang
巷长 xiang zhang; 所长 suo zhang; 店长 dian zhang; 队长 dui zhang; 班长 ban zhang; 市长 shi zhang; 区长 qu zhang
县长 xian zhang; 镇长 zhen zhang; 村长 cun zhang; 董事长 dong shi zhang; 理事长 li shi zhang; 秘书长 mi shu zhang
社长 she zhang; 组长 zu zhang; 楼长 lou zhang; 部长 bu zhang; 局长 ju zhang; 处长 chu zhang; 科长 ke zhang
会长 hui zhang; 站长 zhan zhang; 成长 cheng zhang; 校对 jiao dui; 西藏 xi zang; 藏族 zang zu; 藏医 zang yi
藏药 zang yao; 藏香 zang xiang; 宝藏 bao zang; 朝霞 zhao xia; 朝晖 zhao hui; 朝旭 zhao xu; 朝露 zhao lu; 番禺 pan yu
六安 lu an; 六合 lu he; 蚌埠 beng bu; 大埔 da bu; 单县 shan xian; 解州 xie zhou; 浚县 xun xian; 铅山 yan shan
洪洞 hong tong; 繁峙 fan shi; 乐亭 lao ting; 乐陵 lao ling; 乐清 yue qing; 大城 dai cheng; 大夫 dai fu
黄陂 huang pi; 涡阳 guo yang; 尉犁 yu li; 蔚县 yu xian; 吐谷浑 tu yu hun; 吐蕃 tu bo; 单于 chan yu; 龟兹 qiu ci
月氏 yue zhi; 阿房 e pang; 瓦窑堡 wa yao bu; 出差 chu chai; 差旅 chai lv; 给水 ji shui; 供给 gong ji; 便宜 pian yi
着力 zhuo li; 称职 chen zhi; 参差 cen ci; 人参 ren shen; 莘庄 xin zhuang; 曾经 ceng jing; 效率 xiao lv; 频率 pin lv
税率 shui lv; 角色 jue se; 东阿 dong e; 阿胶 e jiao; 牟平 mu ping; 中牟 zhong mu; 会稽 kuai ji
"""


def text() -> str:
    """The whole table."""
    lines = [HEAD, *_lines(_readings()), "[surnames]", *_lines(_grouped(SURNAMES))]
    lines += ["[compounds]", *_listed(COMPOUNDS), "[words]", *_listed(WORDS)]
    return "\n".join(lines) + "\n"


def _readings() -> dict[str, str]:
    """The common reading of every character that pypinyin knows."""
    from pypinyin import Style, pinyin_dict
    from pypinyin.style import convert

    known = {
        chr(code): convert(readings.split(",")[0], Style.NORMAL, strict=False)
        for code, readings in sorted(pinyin_dict.pinyin_dict.items())
        if any(first <= code <= last for first, last in IDEOGRAPHS)
    }
    return known | _grouped(COMMON)


def _grouped(source: str) -> dict[str, str]:
    """Character → syllable, of pairs "syllable characters"; a character must not have two."""
    words = source.split()
    found: dict[str, str] = {}
    for syllable, characters in zip(words[::2], words[1::2], strict=True):
        for character in characters:
            if character in found:
                raise ValueError(f"{character} twice: {found[character]}, {syllable}")
            found[character] = syllable
    return found


def _lines(readings: dict[str, str]) -> list[str]:
    """One line a syllable, its characters in the order of their code points."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for character, syllable in readings.items():
        groups[syllable].append(character)
    return [f"{syllable} {''.join(sorted(groups[syllable]))}" for syllable in sorted(groups)]


def _listed(source: str) -> list[str]:
    """Entries of several characters, one a line, each with as many syllables as characters."""
    entries = sorted({entry.strip() for entry in source.replace("\n", ";").split(";") if entry.strip()})
    for entry in entries:
        characters, *syllables = entry.split()
        if len(characters) != len(syllables):
            raise ValueError(f"{entry}: one syllable a character")
    return entries


if __name__ == "__main__":
    TARGET.write_bytes(text().encode())
