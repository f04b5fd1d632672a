"""Rules about whole lines: what the cues in `sitegen/clean/data` find, and what the shape of the capture shows."""

from __future__ import annotations

from sitegen.clean.rule import Rule

RULES = tuple(
    Rule(name, name, summary, example)
    for name, summary, example in (
        ("navigation", "Menus, log-in, «more», and whatever stands before the headline.", "首页 | 新闻 | 财经"),
        ("breadcrumb", "The path to the page.", "Startseite > Wirtschaft > Industrie"),
        ("language-bar", "Links to the page in other languages.", "简体中文 English Français"),
        ("share", "Share, print and font-size bars.", "Teilen   Merken   Drucken"),
        ("cookie", "Cookie and consent notices.", "Wir verwenden Cookies …"),
        ("newsletter", "Boxes for newsletters.", "Sign up for our daily newsletter"),
        ("follow", "Follow us, scan the code, get the app.", "微信扫一扫 关注该公众号"),
        ("paywall", "Paywall lines and offers of subscription.", "Cet article est réservé aux abonnés"),
        ("player", "Audio and video players.", "▶ 聽新聞　0:00 / 3:12"),
        ("ad", "Advertising and its labels.", "Anzeige"),
        ("promo", "The publisher's own advertising.", "Das Heft ist ab 20.06. im Handel erhältlich."),
        ("related", "Related articles and teasers, also inside the body.", "Lesen Sie auch: …"),
        ("ranking", "Rankings of the most read.", "24小时热榜"),
        ("topics", "Lists of topics.", "热门专题"),
        ("tags", "Tags and keywords.", "Mots-clés : ASML – Mistral"),
        ("live", "Tickers and further items of a feed.", "18:29 ROUNDUP: Ölpreise rutschen ab"),
        ("live-stamp", "Time stamps between the entries of a live blog.", "14:32 Uhr"),
        ("comment-ui", "Comment forms and counts.", "12 Kommentare"),
        ("comment", "Comments of readers and of the poster.", "心得/評論："),
        ("forum", "Headers, replies and signatures of forums.", "沙发  路人甲  发表于 2024-05-23"),
        ("signature", "Signatures.", "签名档：…"),
        ("social", "Embedded posts: handles.", "@example"),
        ("bbs-form", "Labels of a filled-in form.", "媒體來源："),
        ("meta", "Lines of date, author and source.", "2023年10月18日 07:42 来源：…"),
        ("editor", "Desk editors and contributors.", "责任编辑：周平"),
        ("author-code", "Initials of author and agency.", "NWA/mhe/la"),
        ("source-note", "Notes on the source at the end.", "(综合整理自…)"),
        ("author-box", "Who the author is.", "About the author"),
        ("contact", "Press contacts.", "Pressekontakt:"),
        ("caption", "Captions and photo credits.", "Bild: So soll das Werk aussehen."),
        ("notice", "Copyright, disclaimers, machine-translation notices.", "本文仅代表作者个人观点"),
        ("ai-summary", "Summary and key-point boxes.", "AI 重點摘要"),
        ("footer", "Footers.", "Impressum   Datenschutz   AGB"),
        ("market-widget", "Quotes of stocks.", "DAX 19.486 -0,11 %   Gold 2.662 $"),
        ("page-header", "Page headers, page numbers and jump lines of print.", "ARIZONA, from page 14"),
        ("poll", "Polls and their answers.", "○ 續漲　○ 持平　○ 下跌"),
        ("source-language", "Lines that a translation left in its source language.", "町工場にロボットが戻る"),
        ("decor", "Dividers, lone signs and numbers.", "- END -"),
        ("chrome", "Short lines that belong to no paragraph.", "Nachricht"),
        ("kicker", "The word over a headline.", "Halbleiter"),
        ("column", "The column's name before a headline.", "【蘇和仲專欄】"),
        ("duplicate", "Repeated titles, paragraphs and bodies, exact and near.", "原标题：…"),
        ("pull-quote", "Quotes pulled out of the body.", "“It took fifty years to leave”"),
        ("duplicate-lede", "A standfirst that repeats the body.", "…"),
        ("title", "The headline: it is a field of its own.", "芯片出口限制"),
    )
)
